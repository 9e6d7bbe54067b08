/**
 * Releases and published content: immutable items, the gate and the transaction that writes them, and the release that
 * this replica serves. Everything works on (type, id, body) and knows no single content type. The selection for a
 * release and its time belong in {@code publishing}.
 */
package org.cliniccontent.release;
