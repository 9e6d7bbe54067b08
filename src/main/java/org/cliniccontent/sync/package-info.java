/**
 * How partners keep a synchronised copy: the feed of changes, its tokens, and the digest by which a copy is proved. All
 * of it reads published rows, pinned to a release, so that any replica continues what another began.
 */
package org.cliniccontent.sync;
