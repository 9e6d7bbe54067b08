/** Outages of the database of every kind, and their effect on clients of the packaged service. */
package org.cliniccontent.faults;
