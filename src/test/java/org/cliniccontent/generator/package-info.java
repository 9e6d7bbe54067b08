/** Content of any size that the rules allow, for measuring how reads behave when there is much of it. */
package org.cliniccontent.generator;
