package org.cliniccontent.authentication;

/** A token is not accepted. The message is for the log, and never repeats anything of the token. */
final class InvalidTokenException extends Exception {

    InvalidTokenException(String reason) {
        // Without a stack trace: anybody can have them made.
        super(reason, null, false, false);
    }
}
