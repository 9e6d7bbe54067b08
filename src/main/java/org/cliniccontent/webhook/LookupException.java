package org.cliniccontent.webhook;

/** No name server said whether a host has addresses: it may have some at the next attempt. */
final class LookupException extends RuntimeException {

    LookupException(String message) {
        super(message, null, false, false);
    }
}
