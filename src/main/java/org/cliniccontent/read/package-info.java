/**
 * The public reads: lists, single entities, their relations and their history. They work on published items only, for
 * all types alike, and never use the object-relational mapping. Working copies belong in {@code workingcopy}, cached
 * responses in {@code cache}.
 */
package org.cliniccontent.read;
