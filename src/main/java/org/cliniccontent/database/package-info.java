/** Plain SQL over the pool, for everything that is not a working copy. It knows nothing of what is stored. */
package org.cliniccontent.database;
