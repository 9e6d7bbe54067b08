/** Plain SQL over the pool, for all data except working copies. The package knows nothing of what is stored. */
package org.cliniccontent.database;
