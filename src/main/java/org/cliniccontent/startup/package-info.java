/** The start of the service: its embedded database, its first content, and what it says of itself. */
package org.cliniccontent.startup;
