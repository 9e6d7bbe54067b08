/**
 * What may be configured, and what of it is wrong: every key of {@code clinic.*} declares its bounds at its mapping. It
 * knows no other package.
 */
package org.cliniccontent.configuration;
