/** Generated content of any valid size, for measuring reads when there is much of it. */
package org.cliniccontent.generator;
