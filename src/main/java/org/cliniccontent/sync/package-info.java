/**
 * Synchronised copies for partners: the feed of changes, its tokens, and the digest that proves a copy. All of it reads
 * published rows, pinned to a release, so that any replica continues what another began.
 */
package org.cliniccontent.sync;
