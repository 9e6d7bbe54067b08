package org.cliniccontent.bench;

import java.util.Locale;

/** What a benchmark is at, for whoever waits: beside its result, which alone goes to the standard output. */
final class Progress {

    private Progress() {}

    static void tell(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }
}
