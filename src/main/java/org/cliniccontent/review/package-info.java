/**
 * Reviews: submission and approval of working copies, and due reviews of published entities. Changes of content belong
 * in {@code workingcopy}.
 */
package org.cliniccontent.review;
