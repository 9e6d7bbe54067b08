package org.cliniccontent.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/** The cost of a partner's first copy, compared with the database's for the same rows; and the memory that it takes. */
final class WholeCopies {

    private static final String ROWS = """
            select type, id, slug, since_release, sha256, body from published_item
            where until_release is null and state = 'PUBLISHED'
            """;
    private static final int FETCHED = 1_000;

    private final SyncOptions options;
    private RunningService running;

    private enum Way {
        COPY("`copy (select …) to stdout`"),
        CURSOR("a cursor of JDBC, %,d rows at a time".formatted(FETCHED)),
        PAGES("JSON, pages of 1,000"),
        LINES("NDJSON");

        private final String label;

        Way(String label) {
            this.label = label;
        }
    }

    /**
     * The result.
     *
     * @param heap of the service, and its resident memory, in mebibytes
     */
    private record Taken(double perSecond, CollectorLog.Peak heap, double resident) {}

    WholeCopies(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        var log = new CollectorLog(RunningService.FOLDER.resolve("gc.log"));
        List<String> java = new ArrayList<>(options.javaOptions());
        java.add(log.option());
        Map<Way, List<Taken>> taken = new EnumMap<>(Way.class);
        try (var started = RunningService.scratch(options.copied(), java, Map.of())) {
            running = started;
            for (int round = 0; round <= options.copies(); round++) {
                for (Way way : Way.values()) {
                    var one = take(way, log);
                    Progress.tell("%s: %,.0f entities/s", way.label, one.perSecond());
                    // The first warms up.
                    if (round > 0) {
                        taken.computeIfAbsent(way, key -> new ArrayList<>()).add(one);
                    }
                }
            }
        }
        return table(taken);
    }

    private Table table(Map<Way, List<Taken>> taken) {
        var table = new Table(
                "a whole copy",
                "entities",
                "entities/s",
                "of `copy`'s",
                "of the cursor's",
                "heap in use, most MB",
                "live after a collection, most MB",
                "resident, most MB");
        taken.forEach((way, each) -> {
            boolean ofService = way == Way.PAGES || way == Way.LINES;
            table.add(
                    way.label,
                    "%,d".formatted(options.copied()),
                    Series.of(each, Taken::perSecond).format(0),
                    ratios(each, taken.get(Way.COPY)).format(3),
                    ratios(each, taken.get(Way.CURSOR)).format(3),
                    ofService ? heap(each, CollectorLog.Peak::used) : "",
                    ofService ? heap(each, CollectorLog.Peak::live) : "",
                    ofService ? Series.of(each, Taken::resident).format(0) : "");
        });
        return table;
    }

    private static String heap(List<Taken> each, ToLongFunction<CollectorLog.Peak> figure) {
        var series = Series.of(each, one -> figure.applyAsLong(one.heap()));
        return series.quantile(0) == 0 ? "no collection" : series.format(0);
    }

    private static Series ratios(List<Taken> of, List<Taken> to) {
        return Series.ratios(of, to, Taken::perSecond);
    }

    private Taken take(Way way, CollectorLog log) throws Exception {
        log.peak();
        ProcessStat.forgetPeak(running.service().process());
        long begun = System.nanoTime();
        long entities =
                switch (way) {
                    case COPY -> copy();
                    case CURSOR -> cursor();
                    case PAGES -> pages();
                    case LINES -> lines();
                };
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (entities != options.copied()) {
            throw new IOException("%s has %,d entities".formatted(way.label, entities));
        }
        return new Taken(
                entities / seconds,
                log.peak(),
                ProcessStat.peakMebibytes(running.service().process()));
    }

    private long copy() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(running.jdbcUrl())) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (" + ROWS + ") to stdout", OutputStream.nullOutputStream());
        }
    }

    private long cursor() throws SQLException {
        try (Connection connection = DriverManager.getConnection(running.jdbcUrl())) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.setFetchSize(FETCHED);
                long count = 0;
                try (var rows = statement.executeQuery(ROWS)) {
                    while (rows.next()) {
                        count += rows.getBytes("body").length > 0 ? 1 : 0;
                    }
                }
                return count;
            }
        }
    }

    /** Reads pages as JSON tokens rather than trees: the measurement is about the service, and not this client. */
    private long pages() throws IOException, InterruptedException {
        var json = new JsonFactory();
        long count = 0;
        var next = "";
        for (boolean more = true; more; ) {
            var path = "/v1/changes?limit=1000" + (next.isEmpty() ? "" : "&token=" + next);
            try (var parser = json.createParser(running.service().getWithKey(path))) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var member = parser.currentName();
                    parser.nextToken();
                    switch (member) {
                        case "changes" -> {
                            while (parser.nextToken() != JsonToken.END_ARRAY) {
                                parser.skipChildren();
                                count++;
                            }
                        }
                        case "next" -> next = parser.getText();
                        case "more" -> more = parser.getBooleanValue();
                        default -> parser.skipChildren();
                    }
                }
            }
        }
        return count;
    }

    private long lines() throws IOException, InterruptedException {
        var request = running.service().request("/v1/changes").header("Accept", "application/x-ndjson");
        var answer = running.service().send(request, BodyHandlers.ofInputStream());
        long count = 0;
        var last = "";
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                count += line.startsWith("{\"op\":") ? 1 : 0;
                last = line;
            }
        }
        if (!last.contains("\"more\":false")) {
            throw new IOException("the lines were cut: " + last);
        }
        return count;
    }
}
