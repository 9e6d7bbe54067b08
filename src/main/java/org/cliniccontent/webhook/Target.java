package org.cliniccontent.webhook;

import java.net.URI;

/**
 * Where messages are to be sent, in a form of which there is one reading.
 *
 * @param host a name in lower case, or an address as it is written, without brackets
 * @param port the one that is dialled, whether the URL names it or not
 */
record Target(URI uri, String host, int port, boolean tls) {}
