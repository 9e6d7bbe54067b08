package org.cliniccontent.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of a benchmark.
 *
 * @param rounds every server is driven once in each
 * @param seconds for which a server is driven at a time
 * @param cases names of {@link HotCase}s, {@link #COLD} and {@link #PUBLISHING}
 * @param sizes of the content for cold reads
 * @param javaOptions of the service's and the floor's virtual machine
 * @param warmUp the maximum time to warm up a virtual machine
 * @param requests the number of distinct requests in the measurement of memory
 * @param cache the size of the cache in that measurement
 */
record Options(
        boolean memory,
        int rounds,
        int seconds,
        List<Integer> connections,
        Set<String> cases,
        List<Long> sizes,
        List<String> javaOptions,
        Duration warmUp,
        long requests,
        String cache) {

    static final String COLD = "cold";
    static final String PUBLISHING = "publishing";

    /**
     * Parses the options.
     *
     * @throws IllegalArgumentException for an unknown option
     */
    static Options parse(List<String> arguments) {
        var options = new Arguments(arguments);
        var known = Stream.concat(HotCase.ALL.stream().map(HotCase::name), Stream.of(COLD, PUBLISHING))
                .collect(Collectors.toCollection(TreeSet::new));
        var parsed = new Options(
                options.flag("--memory"),
                options.number("--rounds", 6),
                options.number("--seconds", 3),
                list(options.value("--connections", "1,32,256"), Integer::valueOf),
                Set.copyOf(list(options.value("--cases", String.join(",", known)), Function.identity())),
                list(options.value("--sizes", "1000"), Long::valueOf),
                List.of(options.value("--java-options", "-Xmx256m").split(" +")),
                Duration.ofSeconds(options.number("--warm-up", 120)),
                options.number("--requests", 1_000_000),
                options.value("--cache", "32M"));
        options.finish();
        if (!known.containsAll(parsed.cases)) {
            throw new IllegalArgumentException("the cases are " + String.join(",", known));
        }
        return parsed;
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    private static <T> List<T> list(String value, Function<String, T> element) {
        return Stream.of(value.split(",")).map(element).toList();
    }
}
