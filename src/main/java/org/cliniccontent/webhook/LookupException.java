package org.cliniccontent.webhook;

/** No name server answered whether a host has addresses: the next attempt may succeed. */
final class LookupException extends RuntimeException {

    LookupException(String message) {
        super(message, null, false, false);
    }
}
