package org.cliniccontent.http;

/** The supported content codings, in the order of preference. */
public enum ContentCoding {
    BROTLI("br"),
    GZIP("gzip"),
    IDENTITY("identity");

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The token of the coding in {@code Content-Encoding}, where {@link #IDENTITY} never appears. */
    public String token() {
        return token;
    }
}
