package org.cliniccontent.http.address;

/** The header in which the proxies in front write whom they forward for: one, as they let the other pass unchanged. */
public enum ProxyHeader {
    /** A list of addresses, with or without ports. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** RFC 7239. */
    FORWARDED("Forwarded");

    private final String field;

    ProxyHeader(String field) {
        this.field = field;
    }

    /** The header's name. */
    public String field() {
        return field;
    }
}
