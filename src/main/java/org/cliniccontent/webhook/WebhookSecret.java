package org.cliniccontent.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/** A secret that signs an endpoint's messages. It never prints itself. */
record WebhookSecret(byte[] bytes) {

    private static final String PREFIX = "whsec_";
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Generates a new secret. */
    static WebhookSecret generate() {
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new WebhookSecret(bytes);
    }

    /** Returns the complete secret in the format of receivers' libraries, to be shown once. */
    String text() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Prints no secret, so that it may be logged. */
    @Override
    public String toString() {
        return "WebhookSecret";
    }
}
