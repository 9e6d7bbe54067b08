/**
 * Attacks on the packaged service, with the image's options in a container of 512 MB: the process must survive each,
 * and all other clients must be served meanwhile.
 */
package org.cliniccontent.attack;
