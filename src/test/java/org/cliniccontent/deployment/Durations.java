package org.cliniccontent.deployment;

import java.time.Duration;
import java.util.Locale;

/** Durations the way configuration of Quarkus and of Compose writes them: 10s, 2m. */
final class Durations {
    private Durations() {}

    static Duration of(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
