/**
 * The recognition of callers: API keys with their owners and networks, and the access tokens of an OpenID Connect
 * issuer. What a recognised caller may do is decided in {@code access}.
 */
package org.cliniccontent.authentication;
