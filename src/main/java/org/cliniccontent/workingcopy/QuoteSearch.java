package org.cliniccontent.workingcopy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Finds where many quotes stand in one text. The text is gone through once for each length that quotes have, by a
 * rolling hash (Rabin and Karp), and not once for each quote; so what a client sends takes time in proportion to it,
 * whatever it repeats.
 */
final class QuoteSearch {

    /** Where a quote stands first, in UTF-16 units, or -1; and whether it stands elsewhere, too. */
    record Occurrence(int first, boolean again) {

        static final Occurrence NONE = new Occurrence(-1, false);
    }

    /** A quote while it is looked for. */
    private static final class Sought {

        private final String quote;
        private Occurrence found = Occurrence.NONE;

        private Sought(String quote) {
            this.quote = quote;
        }

        /** Whether it was found for the second time, so that no more is to be known of it. */
        private boolean found(int at) {
            if (found.again()) {
                return false;
            }
            found = found.first() < 0 ? new Occurrence(at, false) : new Occurrence(found.first(), true);
            return found.again();
        }
    }

    private final String text;

    /** Not to be known beforehand, so that nobody can make texts that collide. */
    private final long base = new SplittableRandom().nextLong() | 1;

    private long steps;

    private QuoteSearch(String text) {
        this.text = text;
    }

    static Map<String, Occurrence> of(String text, Iterable<String> quotes) {
        return new QuoteSearch(text).occurrences(quotes);
    }

    /** How many characters of the text are looked at for so many quotes. */
    static long stepsOf(String text, Iterable<String> quotes) {
        var search = new QuoteSearch(text);
        search.occurrences(quotes);
        return search.steps;
    }

    private Map<String, Occurrence> occurrences(Iterable<String> quotes) {
        Map<String, Sought> sought = new HashMap<>();
        quotes.forEach(quote -> sought.computeIfAbsent(quote, Sought::new));
        var characters = text.toCharArray();
        sought.values().stream()
                .filter(each -> !each.quote.isEmpty() && each.quote.length() <= text.length())
                .collect(Collectors.groupingBy(each -> each.quote.length()))
                .forEach((length, same) -> search(characters, length, same));
        Map<String, Occurrence> occurrences = new HashMap<>();
        sought.forEach((quote, each) -> occurrences.put(quote, each.found));
        return occurrences;
    }

    private void search(char[] characters, int length, List<Sought> sought) {
        var table = new Table(sought, this::hash);
        long hash = hash(text, length);
        long outgoing = power(length);
        int open = sought.size();
        for (int i = 0; ; i++) {
            steps++;
            if (table.mayHave(hash)) {
                open -= table.found(hash, text, i);
                if (open == 0) {
                    return;
                }
            }
            if (i + length == characters.length) {
                return;
            }
            hash = hash * base + characters[i + length] - outgoing * characters[i];
        }
    }

    private long hash(String quote) {
        return hash(quote, quote.length());
    }

    private long hash(String of, int length) {
        long hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash * base + of.charAt(i);
        }
        return hash;
    }

    private long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    @FunctionalInterface
    private interface Hash {
        long of(String quote);
    }

    /** The quotes of one length by their hashes, without an object for each place that is looked up. */
    private static final class Table {

        /** Half of a 64-bit golden ratio: spreads hashes over the table. */
        private static final long SPREAD = 0x9E3779B97F4A7C15L;

        private final long[] hashes;
        private final Sought[] entries;
        private final int shift;

        private Table(List<Sought> sought, Hash hash) {
            int bits = Math.max(4, 34 - Integer.numberOfLeadingZeros(sought.size()));
            shift = Long.SIZE - bits;
            hashes = new long[1 << bits];
            entries = new Sought[1 << bits];
            for (Sought each : sought) {
                long of = hash.of(each.quote);
                int at = place(of);
                while (entries[at] != null) {
                    at = at + 1 & entries.length - 1;
                }
                hashes[at] = of;
                entries[at] = each;
            }
        }

        private int place(long hash) {
            return (int) (hash * SPREAD >>> shift);
        }

        private boolean mayHave(long hash) {
            return entries[place(hash)] != null;
        }

        /** Notes what stands at a place; how many are not to be looked for any more. */
        private int found(long hash, String text, int unit) {
            int settled = 0;
            for (int at = place(hash); entries[at] != null; at = at + 1 & entries.length - 1) {
                var each = entries[at];
                if (hashes[at] == hash
                        && !each.found.again()
                        && text.startsWith(each.quote, unit)
                        && each.found(unit)) {
                    settled++;
                }
            }
            return settled;
        }
    }
}
