package org.cliniccontent.http;

/** The content codings that a body can be sent in, the one that we would rather send first. */
public enum ContentCoding {
    BROTLI("br"),
    GZIP("gzip"),
    IDENTITY("identity");

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** As {@code Content-Encoding} has it, where {@link #IDENTITY} never stands. */
    public String token() {
        return token;
    }
}
