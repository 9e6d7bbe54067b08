/**
 * IP addresses, networks and the proxies in front: where a request comes from. What a client at an address may do
 * belongs in {@code limits} or {@code authentication}.
 */
package org.cliniccontent.http.address;
