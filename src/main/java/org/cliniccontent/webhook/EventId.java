package org.cliniccontent.webhook;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** The id of an event: the value of {@code webhook-id} in every attempt to deliver it. */
final class EventId {

    private static final String PREFIX = "msg_";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9A-Za-z]{16,40}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private EventId() {}

    /** Generates a new id. */
    static String generate() {
        return RANDOM.ints(LENGTH, 0, DIGITS.length())
                .map(DIGITS::charAt)
                .collect(() -> new StringBuilder(PREFIX), StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
