package org.cliniccontent.bench;

import java.util.Locale;

/** The progress of a benchmark, reported beside its result, which alone goes to the standard output. */
final class Progress {

    private Progress() {}

    static void tell(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
