/** The editors' working copies: what all types' have in common, and how an edit is applied to one. */
package org.cliniccontent.editing;
