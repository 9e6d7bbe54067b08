/**
 * The definition of a content type, and the values that entities of all types share: links, passages, reviews, codes, and the
 * canonical form of their JSON. The types themselves have packages of their own; how they are edited belongs in
 * {@code workingcopy}, how they are published in {@code release}.
 */
package org.cliniccontent.content;
