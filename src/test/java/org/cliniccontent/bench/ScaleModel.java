package org.cliniccontent.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A discrete-event simulation of one release, from the primary's commit to every replica and every partner. Jobs wait
 * in turn for a processor, a database or a line; times are in milliseconds since the commit. Randomness comes from the
 * seed, so the same fleet gives the same outcome.
 */
final class ScaleModel {

    /** The ways in which partners learn of a release. */
    enum Way {
        STREAM,
        POLL,
        WEBHOOK
    }

    /**
     * The cost of each step, in milliseconds of a processor.
     *
     * @param wake of the primary, to wake one listener
     * @param refresh of the database, to answer which release is current
     * @param stretch of the database, to read the changes, once for all streams of a replica
     * @param stream of a replica, to write the changes to one stream
     * @param delta of a replica, to answer one request for the changes, and {@code deltaRead} of the database
     * @param due of the primary, to answer one dispatcher's query for due deliveries
     * @param delivery of the primary, to lease and to record one delivery
     * @param send of a replica, to send one
     */
    record Costs(
            double wake,
            double refresh,
            double stretch,
            double stream,
            double delta,
            double deltaRead,
            double due,
            double delivery,
            double send) {}

    /**
     * The fleet.
     *
     * @param listening replicas that listen for notifications; the others poll every {@code pollEvery} ms
     * @param standbys for the replicas that do not listen; 0: all read from the primary
     * @param lag of a standby, in ms
     * @param dispatchers replicas that send webhooks
     * @param cores of each database, and {@code replicaCores} of each replica
     * @param shared whether everything runs on one machine with {@code cores} (as in the measurement here)
     * @param partners by their way of learning of a release
     * @param partnerPolls the interval of polling partners, in ms
     * @param latency of the network to a partner, the median in ms; half of all are within a factor of 1.6
     * @param bytes of the changes as sent; {@code megabits} a second leave a replica
     */
    record Fleet(
            int replicas,
            int listening,
            double pollEvery,
            int standbys,
            double lag,
            int dispatchers,
            int cores,
            int replicaCores,
            boolean shared,
            Map<Way, Integer> partners,
            double partnerPolls,
            double latency,
            int bytes,
            double megabits) {

        Fleet {
            if (replicas < 1 || listening > replicas || dispatchers > replicas) {
                throw new IllegalArgumentException("more replicas listen or send than there are");
            }
            if (partners.getOrDefault(Way.WEBHOOK, 0) > 0 && dispatchers == 0) {
                throw new IllegalArgumentException("nobody sends");
            }
        }
    }

    /**
     * The outcome.
     *
     * @param replicas the time at which each could serve the release
     * @param partners the times at which partners had the changes, ascending
     * @param primaryBusy the processor time of the primary, and {@code primaryDone} the time of its last job
     */
    record Outcome(double[] replicas, Map<Way, double[]> partners, double primaryBusy, double primaryDone) {

        /** Returns the time by which a share of all was reached. */
        static double quantile(double[] ascending, double part) {
            return ascending.length == 0 ? 0 : ascending[Math.max(0, (int) Math.ceil(part * ascending.length) - 1)];
        }
    }

    private static final double LATENCY_SPREAD = 0.7;
    private static final double SAME_REGION = 0.5;

    private final Fleet fleet;
    private final Costs costs;
    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private final Station primary;
    private final List<Station> readers = new ArrayList<>();
    private final List<Station> machines = new ArrayList<>();
    private final List<Station> lines = new ArrayList<>();
    private final double[] knows;
    private final Map<Way, double[]> reached = new EnumMap<>(Way.class);
    private final Map<Way, Integer> counts = new EnumMap<>(Way.class);
    private long number;

    private ScaleModel(Fleet fleet, Costs costs, long seed) {
        this.fleet = fleet;
        this.costs = costs;
        this.random = new Random(seed);
        this.primary = new Station(fleet.cores());
        for (int i = 0; i < fleet.standbys(); i++) {
            readers.add(new Station(fleet.cores()));
        }
        for (int i = 0; i < fleet.replicas(); i++) {
            machines.add(fleet.shared() ? primary : new Station(fleet.replicaCores()));
            lines.add(new Station(1));
        }
        this.knows = new double[fleet.replicas()];
        Arrays.fill(knows, Double.POSITIVE_INFINITY);
        for (Way way : Way.values()) {
            reached.put(way, new double[fleet.partners().getOrDefault(way, 0)]);
            counts.put(way, 0);
        }
    }

    static Outcome simulate(Fleet fleet, Costs costs, long seed) {
        return new ScaleModel(fleet, costs, seed).run();
    }

    /** An event at a time; simultaneous events run in the order in which they were scheduled. */
    private record Event(double at, long number, Runnable what) {}

    /** A station that serves as many jobs at once as it has places; others wait, first come, first served. */
    private static final class Station {

        private final PriorityQueue<Double> free = new PriorityQueue<>();
        private double busy;
        private double done;

        Station(int places) {
            for (int i = 0; i < places; i++) {
                free.add(0.0);
            }
        }

        /**
         * Adds a job. Call it in the order of times.
         *
         * @return the time at which the job is done
         */
        double take(double now, double work) {
            double end = Math.max(now, free.remove()) + work;
            free.add(end);
            busy += work;
            done = Math.max(done, end);
            return end;
        }
    }

    private void at(double time, Runnable what) {
        events.add(new Event(time, number++, what));
    }

    private Outcome run() {
        for (int replica = 0; replica < fleet.replicas(); replica++) {
            int each = replica;
            if (each < fleet.listening()) {
                // The primary wakes its listeners one after the other.
                at(0, () -> {
                    double woken = primary.take(0, costs.wake());
                    at(woken + SAME_REGION, () -> refresh(each));
                });
            } else {
                at(lag(each) + random.nextDouble() * fleet.pollEvery(), () -> refresh(each));
            }
        }
        for (int i = 0; i < reached.get(Way.POLL).length; i++) {
            at(random.nextDouble() * fleet.partnerPolls(), this::ask);
        }
        while (!events.isEmpty()) {
            var next = events.remove();
            now = next.at();
            next.what().run();
        }
        Arrays.sort(knows);
        reached.values().forEach(Arrays::sort);
        return new Outcome(knows, reached, primary.busy, primary.done);
    }

    private double now;

    private double lag(int replica) {
        return reader(replica) == primary ? 0 : fleet.lag();
    }

    private Station reader(int replica) {
        return replica < fleet.listening() || readers.isEmpty() ? primary : readers.get(replica % readers.size());
    }

    /** Lets the replica query the current release, and serve it. */
    private void refresh(int replica) {
        double known = reader(replica).take(now, costs.refresh()) + SAME_REGION;
        at(known, () -> serve(replica));
    }

    private void serve(int replica) {
        knows[replica] = now;
        int streams = share(Way.STREAM, replica, fleet.replicas());
        if (streams > 0) {
            double read = reader(replica).take(now, costs.stretch()) + SAME_REGION;
            at(read, () -> IntStream.range(0, streams).forEach(i -> write(replica, costs.stream(), Way.STREAM)));
        }
        if (replica < fleet.dispatchers()) {
            double asked = primary.take(now, costs.due()) + SAME_REGION;
            int deliveries = share(Way.WEBHOOK, replica, fleet.dispatchers());
            at(asked, () -> IntStream.range(0, deliveries).forEach(i -> deliver(replica)));
        }
    }

    private int share(Way way, int of, int among) {
        int all = reached.get(way).length;
        return all / among + (of < all % among ? 1 : 0);
    }

    /** Sends a response: the replica's processor, then its line, then the network to the partner. */
    private void write(int replica, double work, Way way) {
        double written = machines.get(replica).take(now, work);
        at(written, () -> {
            double sent = lines.get(replica).take(now, fleet.bytes() * 8 / (fleet.megabits() * 1_000));
            at(sent + latency(), () -> arrive(way));
        });
    }

    private double latency() {
        return fleet.latency() * Math.exp(LATENCY_SPREAD * random.nextGaussian());
    }

    private void arrive(Way way) {
        reached.get(way)[counts.merge(way, 1, Integer::sum) - 1] = now;
    }

    /** Sends a partner's request to any replica; if that does not know of the release yet, the partner retries. */
    private void ask() {
        at(now + latency(), () -> {
            int replica = random.nextInt(fleet.replicas());
            if (knows[replica] <= now) {
                answer(replica, Way.POLL);
            } else {
                at(now + fleet.partnerPolls(), this::ask);
            }
        });
    }

    private void answer(int replica, Way way) {
        double read = reader(replica).take(now, costs.deltaRead()) + SAME_REGION;
        at(read, () -> write(replica, costs.delta(), way));
    }

    /** Delivers a webhook: the partner then requests at least that release from a replica. */
    private void deliver(int replica) {
        double leased = primary.take(now, costs.delivery() / 2);
        at(leased, () -> {
            double sent = machines.get(replica).take(now, costs.send());
            at(sent + latency(), () -> {
                // The recording, when the answer is back.
                at(now + latency(), () -> primary.take(now, costs.delivery() / 2));
                at(now + latency(), () -> {
                    int asked = random.nextInt(fleet.replicas());
                    // Content-Release-Min: one that does not know of it asks its database at once.
                    double known = knows[asked] <= now ? now : reader(asked).take(now, costs.refresh());
                    at(Math.max(known, lag(asked)), () -> answer(asked, Way.WEBHOOK));
                });
            });
        });
    }
}
