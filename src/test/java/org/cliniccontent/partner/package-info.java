/**
 * A reference partner that keeps a copy of the published content, to be read and reused. It knows nothing of the
 * service but its contract, and needs only the JDK, Jackson, and a library for canonical JSON (RFC 8785).
 */
package org.cliniccontent.partner;
