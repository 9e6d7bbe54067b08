/**
 * A partner that keeps a copy of what is published, to be read and to be copied. It knows nothing of the service but its
 * contract, and needs nothing but the JDK, Jackson, and a library for canonical JSON (RFC 8785).
 */
package org.cliniccontent.partner;
