package org.cliniccontent.http;

/** The client disconnected before its request was received or answered. Nobody is notified, and it is not an error. */
public final class ClientDisconnectedException extends RuntimeException {

    public ClientDisconnectedException(Throwable cause) {
        super("the client has left", cause, false, false);
    }
}
