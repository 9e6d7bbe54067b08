/**
 * IP addresses, networks and the proxies in front. Limits by address belong in {@code limits}, restrictions of keys to
 * networks in {@code authentication}.
 */
package org.cliniccontent.http.address;
