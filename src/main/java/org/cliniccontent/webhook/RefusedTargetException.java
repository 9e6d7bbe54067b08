package org.cliniccontent.webhook;

/** Nothing may be sent there. Its message completes "the URL …", and may be shown to the endpoint's owner. */
final class RefusedTargetException extends RuntimeException {

    RefusedTargetException(String message) {
        super(message, null, false, false);
    }
}
