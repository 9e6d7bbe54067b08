package org.cliniccontent.bench;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** The cost of partners' copies, and the delay of announcements; prints Markdown. {@code bench/sync} runs it. */
final class SyncBenchmark {

    private SyncBenchmark() {}

    public static void main(String... arguments) throws Exception {
        SyncOptions options;
        try {
            options = SyncOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(RunningService.FOLDER);
        System.out.println(Machine.hardware());
        System.out.println(
                "- Java %s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")));
        System.out.println(Machine.commit());
        System.out.println("- the service: java " + String.join(" ", options.javaOptions()));
        System.out.printf("- repeat: `%s`%n%n", ("bench/sync " + String.join(" ", arguments)).strip());
        Map<String, Callable<?>> cases = new TreeMap<>(Map.of(
                SyncOptions.DELTA, () -> new SyncDeltas(options).run(),
                SyncOptions.RELEASE, () -> new DigestUpkeep(options).run(),
                SyncOptions.COPY, () -> new WholeCopies(options).run(),
                SyncOptions.WEBHOOKS, () -> new WebhookDelays(options).run(),
                SyncOptions.NEIGHBOURS, () -> new WebhookNeighbours(options).run(),
                SyncOptions.STREAMS, () -> new IdleStreams(options).run()));
        for (var each : cases.entrySet()) {
            if (options.cases().contains(each.getKey())) {
                // One by one: what was measured until something fails is right.
                System.out.println(each.getValue().call());
            }
        }
        System.out.println("Load average after: " + Machine.load());
    }
}
