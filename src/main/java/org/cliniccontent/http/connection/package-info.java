/**
 * The connections of clients: how many there may be, how long they may take for what they send, and how much may wait
 * for what they do not take. It lies below the HTTP server, and knows nothing of what is asked.
 */
package org.cliniccontent.http.connection;
