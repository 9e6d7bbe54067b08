package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison of the service with the plain HTTP server, in Markdown. {@code bench/http} runs it. */
final class HttpBenchmark {

    private final Options options;
    private final WarmUp warmUp;
    private final HotTables hot = new HotTables();
    private final PublishingReads publishing;
    private final ColdReads cold;
    private String memory = "";

    private HttpBenchmark(Options options) {
        this.options = options;
        warmUp = new WarmUp(options.warmUp());
        publishing = new PublishingReads(options, warmUp);
        cold = new ColdReads(options, warmUp);
    }

    public static void main(String... arguments) throws IOException, InterruptedException, SQLException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(RunningService.FOLDER);
        var benchmark = new HttpBenchmark(options);
        System.out.println(Machine.hardware());
        System.out.println(Machine.programs());
        System.out.println("- the service and the floor: java " + String.join(" ", options.javaOptions()));
        System.out.printf("- repeat: `%s`%n%n", ("bench/http " + String.join(" ", arguments)).strip());
        try {
            benchmark.run();
        } finally {
            // Also when something failed after an hour: what was measured until then is right.
            System.out.println(benchmark);
        }
    }

    private void run() throws IOException, InterruptedException, SQLException {
        if (options.memory()) {
            memory = new MemoryBenchmark(options).run();
            return;
        }
        new HotReads(options, warmUp, hot).run();
        if (options.cases().contains(Options.PUBLISHING)) {
            publishing.run();
        }
        if (options.cases().contains(Options.COLD)) {
            cold.run();
        }
    }

    @Override
    public String toString() {
        var parts = Stream.of(memory, hot, publishing, cold, warmUp, "Load average after: " + Machine.load());
        return parts.map(Object::toString).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }
}
