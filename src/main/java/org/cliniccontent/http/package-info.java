/**
 * What every endpoint shares: problems (RFC 9457), strict parameters, conditional requests, caching and paging.
 * It knows nothing of the content.
 */
package org.cliniccontent.http;
