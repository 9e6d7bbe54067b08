package org.cliniccontent.http.body;

import java.util.Locale;

/**
 * What a body may hold at most. It is checked while the body is read, before anything is made of it, so that the memory
 * and the time that a body takes are in proportion to its length. Schemas are stricter and say so more exactly; these
 * limits are for what no schema would admit.
 *
 * @param items in one array
 * @param members in one object
 * @param values in all: scalars, arrays and objects
 */
public record BodyLimits(int items, int members, int values) {

    /** Levels of arrays and objects. */
    public static final int DEPTH = 50;

    /** Characters of a member's name. */
    public static final int NAME = 200;

    /** Characters of a number: enough for every double and every 64-bit number. */
    public static final int NUMBER = 30;

    /** UTF-16 units of a text: a million characters, the longest that a schema admits, in whatever script. */
    public static final int TEXT = 2_000_000;

    /** A request with a list of what it is about. */
    public static final BodyLimits REQUEST = new BodyLimits(10_000, 1_000, 20_000);

    /** One entity. */
    public static final BodyLimits ENTITY = new BodyLimits(1_000, 1_000, 20_000);

    /** Many entities. */
    public static final BodyLimits BUNDLE = new BodyLimits(1_000, 10_000, 1_000_000);

    /** Of a body of so many bytes: an object takes some hundred bytes of memory, however few it has in the body. */
    private static final int BYTES_OF_A_VALUE = 8;

    private static final int ALWAYS = 20_000;

    /** How many values a body of a length may have. */
    int valuesIn(long bytes) {
        return (int) Math.min(values, Math.max(ALWAYS, bytes / BYTES_OF_A_VALUE));
    }

    /** A limit, to be read by people. */
    static String text(long limit) {
        return String.format(Locale.ROOT, "%,d", limit);
    }
}
