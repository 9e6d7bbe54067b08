package org.cliniccontent.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/** What an endpoint's messages are signed with. It never prints itself. */
record WebhookSecret(byte[] bytes) {

    private static final String PREFIX = "whsec_";
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    static WebhookSecret generate() {
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new WebhookSecret(bytes);
    }

    /** The whole, as receivers' libraries take it, to be shown once. */
    String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Without the secret: it may be logged. */
    @Override
    public String toString() {
        return "WebhookSecret";
    }
}
