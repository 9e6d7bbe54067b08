/**
 * Attacks on the packaged service, with the options that the image gives it in a container of 512 MB: the process has to
 * survive each, and everybody else has to be served meanwhile.
 */
package org.cliniccontent.attack;
