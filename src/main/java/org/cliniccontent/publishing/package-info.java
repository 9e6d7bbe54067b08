/**
 * The use cases that end in a release: releasing approved working copies now or at a set time, planning a release,
 * and reverting one. The release itself is written by {@code release.Publication}.
 */
package org.cliniccontent.publishing;
