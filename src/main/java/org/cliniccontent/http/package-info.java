/**
 * Functions that every endpoint shares: strict parameters, conditional requests, negotiation, paging and common
 * headers. Nothing here knows the content.
 */
package org.cliniccontent.http;
