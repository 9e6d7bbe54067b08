/** Concurrent and destructive tests on several instances: the history must hold. */
package org.cliniccontent.nemesis;
