/**
 * Client connections: their number, their deadlines, and the bytes queued for clients that do not read. The package
 * lies below the HTTP server, and knows nothing of the requests' meaning.
 */
package org.cliniccontent.http.connection;
