package org.cliniccontent.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.generator.ApprovedDrafts;

/** Identical reads without releases, and with a release of ten entities every second, in turn. */
final class PublishingReads {

    private static final List<String> CASES = List.of("single", "large", "filtered");

    private final Options options;
    private final WarmUp warmUp;
    private final Table table = new Table(
            "while a release is published every second",
            "connections",
            "releases",
            "requests/s of the quiet figure",
            "p99 of the quiet figure",
            "requests/s, quiet",
            "requests/s, publishing",
            "p99 ms, quiet",
            "p99 ms, publishing");

    PublishingReads(Options options, WarmUp warmUp) {
        this.options = options;
        this.warmUp = warmUp;
    }

    void run() throws IOException, InterruptedException, SQLException {
        try (var running = Content.BUNDLED.start(options.javaOptions());
                var approved = new ApprovedDrafts(running.database().jdbcUrl())) {
            for (String name : CASES) {
                measure(HotCase.named(name), running, approved);
            }
        }
    }

    private void measure(HotCase each, RunningService running, ApprovedDrafts approved)
            throws IOException, InterruptedException {
        var server = running.server("service");
        var requests = Requests.one(each.path());
        var label = each.label() + ", while publishing";
        try (var publisher = new Publisher(running.service(), approved)) {
            warmUp.run(label, server, requests);
            Progress.tell("%s: %d releases", label, publisher.published());
        }
        for (int connections : options.connections()) {
            List<Measurement> quiet = new ArrayList<>();
            List<Measurement> publishing = new ArrayList<>();
            int releases = 0;
            for (int round = 0; round < options.rounds(); round++) {
                quiet.add(Wrk.run(server, requests, connections, options.duration()));
                try (var publisher = new Publisher(running.service(), approved)) {
                    publishing.add(Wrk.run(server, requests, connections, options.duration()));
                    releases += publisher.published();
                }
            }
            add(each.label(), connections, releases, quiet, publishing);
        }
    }

    private void add(
            String label, int connections, int releases, List<Measurement> quiet, List<Measurement> publishing) {
        var rate = Series.ratios(publishing, quiet, Measurement::rate).format(2);
        Progress.tell("%s, %d connections: %s of the quiet figure", label, connections, rate);
        table.add(
                label,
                Integer.toString(connections),
                Integer.toString(releases),
                rate,
                Series.ratios(publishing, quiet, Measurement::tail).format(2),
                Series.of(quiet, Measurement::rate).format(0),
                Series.of(publishing, Measurement::rate).format(0),
                Series.of(quiet, Measurement::tail).format(2),
                Series.of(publishing, Measurement::tail).format(2));
    }

    @Override
    public String toString() {
        return table.isEmpty() ? "" : table.toString();
    }
}
