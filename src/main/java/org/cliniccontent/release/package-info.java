/**
 * Releases and what they publish: immutable items, the gate and the transaction that writes them, and which release
 * this replica serves. Everything works on (type, id, body) and knows no single content type. What is picked for a
 * release, and when it is made, belongs in {@code publishing}.
 */
package org.cliniccontent.release;
