/** Every way in which the database can be away, and what clients see of it, on the packaged service. */
package org.cliniccontent.faults;
