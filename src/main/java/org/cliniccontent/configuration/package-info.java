/**
 * Configuration keys and their validation: every key of {@code clinic.*} declares its bounds in its mapping. The
 * package knows no other package.
 */
package org.cliniccontent.configuration;
