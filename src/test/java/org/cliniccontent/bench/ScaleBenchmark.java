package org.cliniccontent.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cliniccontent.bench.ScaleModel.Costs;
import org.cliniccontent.bench.ScaleModel.Fleet;
import org.cliniccontent.bench.ScaleModel.Outcome;
import org.cliniccontent.bench.ScaleModel.Way;

/**
 * A simulation, by {@link ScaleModel}, of one release reaching fleets larger than any available here; prints Markdown.
 * {@code bench/scale} runs it.
 */
final class ScaleBenchmark {

    /**
     * Measured costs, in ms. From bench/sync (bench/RESULTS.md): a delta over HTTP 6.1, its read 0.38, a stream 225 /
     * 2,000. From bench/scale --measure (k8s/scale.md): waking a listener 0.042 and the refresh query 0.18; a webhook
     * 2.28 and 2.0; a query for due deliveries 20 at most, which is all that the database did for webhooks, divided by
     * the number of queries.
     */
    static final Costs MEASURED = new Costs(0.042, 0.18, 0.38, 0.11, 6.1, 0.38, 20, 2.28, 2);

    private static final String SECONDS = "%,.1f / %,.1f / %,.1f s";
    private static final int ALL = 100_000;
    private static final int MOST_WEBHOOKS = 2_000;
    private static final double MINUTE = 60_000;
    private static final double HALF_SECOND = 500;

    private final long seed;

    private ScaleBenchmark(long seed) {
        this.seed = seed;
    }

    public static void main(String... arguments) throws Exception {
        var options = new Arguments(List.of(arguments));
        boolean measure = options.flag("--measure");
        boolean compare = options.flag("--compare");
        int streams = options.number("--streams", 100);
        int seed = options.number("--seed", 2026);
        options.finish();
        if (measure || compare) {
            System.out.println(Machine.hardware());
            System.out.println(Machine.commit() + "\n");
            System.out.println(measure ? ScaleCosts.run() : ScaleMeasurements.run(streams));
            return;
        }
        new ScaleBenchmark(seed).print();
    }

    /** A named fleet. */
    private record Scenario(String name, Fleet fleet) {}

    private void print() {
        System.out.println(costs());
        var times =
                new Table("until a release is there: half / 99 % / all", "replicas", "streams", "polls", "webhooks");
        var loads = new Table(
                "the primary",
                "connections",
                "queries/s when nothing happens",
                "ms of processor for the release",
                "done after s");
        for (Scenario scenario : scenarios()) {
            var outcome = ScaleModel.simulate(scenario.fleet(), MEASURED, seed);
            times.add(
                    scenario.name(),
                    times("%,.0f / %,.0f / %,.0f ms", outcome.replicas(), 1),
                    times(SECONDS, outcome.partners().get(Way.STREAM), 1_000),
                    times(SECONDS, outcome.partners().get(Way.POLL), 1_000),
                    times(SECONDS, outcome.partners().get(Way.WEBHOOK), 1_000));
            loads.add(
                    scenario.name(),
                    text("%,d", connections(scenario.fleet())),
                    text("%,.0f", idle(scenario.fleet())),
                    text("%,.0f", outcome.primaryBusy()),
                    text("%,.2f", outcome.primaryDone() / 1_000));
        }
        System.out.println(times);
        System.out.println(loads);
    }

    private static String costs() {
        var table = new Table("ms of a processor", "");
        table.add("the primary wakes a listener", text("%.2f", MEASURED.wake()));
        table.add("a database is asked which release is current", text("%.2f", MEASURED.refresh()));
        table.add("a database reads the changes, once for all streams of a replica", text("%.2f", MEASURED.stretch()));
        table.add("a replica writes them to a stream", text("%.2f", MEASURED.stream()));
        table.add("a replica answers one request for what changed", text("%.2f", MEASURED.delta()));
        table.add("of that a database", text("%.2f", MEASURED.deltaRead()));
        table.add("the primary says what webhooks are due, of 2,000, at most", text("%.2f", MEASURED.due()));
        table.add("the primary leases and records a webhook", text("%.2f", MEASURED.delivery()));
        table.add("a replica sends one", text("%.2f", MEASURED.send()));
        return table.toString();
    }

    private static List<Scenario> scenarios() {
        var mixed = mixed(20_000);
        return List.of(
                new Scenario("1 replica, 10,000 streams", fleet(1, 1, 0, 1, HALF_SECOND, Map.of(Way.STREAM, 10_000))),
                new Scenario("10 replicas, 100,000 streams", fleet(10, 10, 0, 2, HALF_SECOND, Map.of(Way.STREAM, ALL))),
                new Scenario("10 replicas, mixed", fleet(10, 10, 0, 2, HALF_SECOND, mixed)),
                new Scenario("100 replicas, mixed", fleet(100, 100, 0, 2, HALF_SECOND, mixed)),
                new Scenario(
                        "1,000 replicas on the primary, all send", fleet(1_000, 1_000, 0, 1_000, HALF_SECOND, mixed)),
                new Scenario("1,000 replicas on the primary, 4 send", fleet(1_000, 1_000, 0, 4, HALF_SECOND, mixed)),
                new Scenario("1,000 replicas, 980 beside 10 standbys", fleet(1_000, 20, 10, 4, HALF_SECOND, mixed)),
                new Scenario("the same, asking every 5 s", fleet(1_000, 20, 10, 4, 10 * HALF_SECOND, mixed)));
    }

    private static Map<Way, Integer> mixed(int streams) {
        return Map.of(Way.STREAM, streams, Way.POLL, ALL - streams - MOST_WEBHOOKS, Way.WEBHOOK, MOST_WEBHOOKS);
    }

    /**
     * Returns a fleet with 8 cores per database and 1 per replica; a delta of ten changes is 30 kB, and a replica has a
     * gigabit a second.
     */
    private static Fleet fleet(
            int replicas, int listening, int standbys, int dispatchers, double pollEvery, Map<Way, Integer> partners) {
        return new Fleet(
                replicas,
                listening,
                pollEvery,
                standbys,
                100,
                dispatchers,
                8,
                1,
                false,
                partners,
                MINUTE,
                40,
                30_000,
                1_000);
    }

    /**
     * Counts connections to the primary: each replica's pool and listener; replicas with standbys have one in 20, for
     * writes.
     */
    private static int connections(Fleet fleet) {
        return IntStream.range(0, fleet.replicas())
                .map(i -> i < fleet.listening() || fleet.standbys() == 0 ? 21 : 1)
                .sum();
    }

    /** Returns the idle load: the poll, the listener's heartbeat (2 s), scheduled releases, owner, webhooks. */
    private static double idle(Fleet fleet) {
        int near = fleet.standbys() == 0 ? fleet.replicas() : fleet.listening();
        double polls = near * 1_000 / fleet.pollEvery();
        return polls + fleet.listening() * 0.5 + fleet.replicas() * 2.0 + fleet.dispatchers();
    }

    private static String times(String format, double[] times, double unit) {
        return times.length == 0
                ? ""
                : text(
                        format,
                        Outcome.quantile(times, 0.5) / unit,
                        Outcome.quantile(times, 0.99) / unit,
                        Outcome.quantile(times, 1) / unit);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
