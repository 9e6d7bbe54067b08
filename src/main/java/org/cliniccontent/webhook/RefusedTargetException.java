package org.cliniccontent.webhook;

/**
 * The target of a webhook is forbidden. The message completes "the URL …", and may be shown to the endpoint's owner.
 */
final class RefusedTargetException extends RuntimeException {

    RefusedTargetException(String message) {
        super(message, null, false, false);
    }
}
