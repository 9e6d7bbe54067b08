/** Which installation a store belongs to: only that one sends webhooks from it and makes its scheduled releases. */
package org.cliniccontent.installation;
