package org.cliniccontent.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The options of the measurement of sync and webhooks.
 *
 * @param sizes of the content among which deltas and releases are measured
 * @param rounds in each of which every size has its turn
 * @param copied the number of entities of a complete copy
 * @param copies the number of copies by each transport
 * @param releases announced by webhook
 * @param streams the number of clients that wait for a release at once
 * @param javaOptions of the service's virtual machine
 */
record SyncOptions(
        Set<String> cases,
        List<Long> sizes,
        int rounds,
        int copied,
        int copies,
        int releases,
        int streams,
        List<String> javaOptions) {

    static final String DELTA = "delta";
    static final String RELEASE = "release";
    static final String COPY = "copy";
    static final String WEBHOOKS = "webhooks";
    static final String NEIGHBOURS = "neighbours";
    static final String STREAMS = "streams";

    private static final Set<String> CASES = new TreeSet<>(Set.of(DELTA, RELEASE, COPY, WEBHOOKS, NEIGHBOURS, STREAMS));

    /**
     * Parses the options.
     *
     * @throws IllegalArgumentException for an unknown option
     */
    static SyncOptions parse(List<String> arguments) {
        var options = new Arguments(arguments);
        var parsed = new SyncOptions(
                Set.copyOf(list(options.value("--cases", String.join(",", CASES)), Function.identity())),
                list(options.value("--sizes", "1000,100000"), Long::valueOf),
                options.number("--rounds", 200),
                options.number("--copied", 100_000),
                options.number("--copies", 3),
                options.number("--releases", 200),
                options.number("--streams", 2_000),
                List.of(options.value("--java-options", "-Xmx256m").split(" +")));
        options.finish();
        if (!CASES.containsAll(parsed.cases)) {
            throw new IllegalArgumentException("the cases are " + String.join(",", CASES));
        }
        return parsed;
    }

    private static <T> List<T> list(String value, Function<String, T> element) {
        return Stream.of(value.split(",")).map(element).toList();
    }
}
