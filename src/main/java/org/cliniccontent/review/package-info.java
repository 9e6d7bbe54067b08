/**
 * Reviews: the steps by which a working copy is submitted and approved, and the reviews of published entities that
 * become due. Changes of content belong in {@code workingcopy}.
 */
package org.cliniccontent.review;
