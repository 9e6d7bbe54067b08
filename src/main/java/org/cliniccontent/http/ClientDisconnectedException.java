package org.cliniccontent.http;

/** The client has left before its request was complete, or answered. Nobody is told, and nothing is wrong. */
public final class ClientDisconnectedException extends RuntimeException {

    public ClientDisconnectedException(Throwable cause) {
        super("the client has left", cause, false, false);
    }
}
