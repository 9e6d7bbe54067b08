/**
 * Releases and what they publish: immutable items, numbered without gaps in commit order. Everything here works on
 * (type, id, body) and knows no content type.
 */
package org.cliniccontent.release;
