package org.cliniccontent.http.address;

/**
 * The header in which the proxies in front name the client. Only one is used, because a proxy forwards the other
 * unchanged.
 */
public enum ProxyHeader {
    /** A list of addresses, with or without ports. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** The standard header (RFC 7239). */
    FORWARDED("Forwarded");

    private final String field;

    ProxyHeader(String field) {
        this.field = field;
    }

    /** Returns the header's name. */
    public String field() {
        return field;
    }
}
