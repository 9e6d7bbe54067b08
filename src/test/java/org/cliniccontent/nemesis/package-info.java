/** Everything at once, on more than one instance, and without warning: whether the history holds then. */
package org.cliniccontent.nemesis;
