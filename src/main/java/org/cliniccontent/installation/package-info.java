/**
 * The ownership of a store by an installation: only the owner sends webhooks from it and makes its scheduled releases.
 */
package org.cliniccontent.installation;
