package org.cliniccontent.bench;

import java.util.List;

/** The comparison of the servers, and the figures of each. */
final class HotTables {

    private static final int SERVICE = 0;
    private static final int FLOOR = 1;
    private static final int NGINX = 2;
    private static final int FEW_HEADERS = 3;

    private final Table ratios = new Table(
            "the service's share",
            "connections",
            "requests/s of the floor's",
            "requests/s of nginx's",
            "processor time of the floor's",
            "p99 of the floor's");
    private final Table figures =
            new Table("case", "connections", "server", "requests/s", "processor ms", "p50 ms", "p99 ms", "bytes");

    /** @param results of each contestant, round by round */
    void add(HotCase each, int connections, List<Contestant> contestants, List<List<Measurement>> results) {
        var service = results.get(SERVICE);
        var ofNginx = Series.ratios(service, results.get(NGINX), Measurement::rate);
        addRatios(each.label(), connections, service, results.get(FLOOR), ofNginx.format(2));
        if (each.fewHeaders()) {
            var label = each.label() + ", floor with few headers";
            addRatios(label, connections, service, results.get(FEW_HEADERS), "");
        }
        for (int i = 0; i < contestants.size(); i++) {
            var rounds = results.get(i);
            figures.add(
                    each.label(),
                    Integer.toString(connections),
                    contestants.get(i).server().name(),
                    Series.of(rounds, Measurement::rate).format(0),
                    Series.of(rounds, Measurement::processorMillis).format(4),
                    Series.of(rounds, Measurement::median).format(2),
                    Series.of(rounds, Measurement::tail).format(2),
                    "%,.0f".formatted(Series.of(rounds, Measurement::bytes).median()));
        }
    }

    private void addRatios(
            String label, int connections, List<Measurement> service, List<Measurement> floor, String ofNginx) {
        var rate = Series.ratios(service, floor, Measurement::rate).format(2);
        Progress.tell("%s, %d connections: %s of the floor's requests per second", label, connections, rate);
        ratios.add(
                label,
                Integer.toString(connections),
                rate,
                ofNginx,
                Series.ratios(service, floor, Measurement::processorMillis).format(2),
                Series.ratios(service, floor, Measurement::tail).format(2));
    }

    @Override
    public String toString() {
        if (ratios.isEmpty()) {
            return "";
        }
        return """
                Median of the rounds (smallest..largest); ratios are taken round by round.

                %s
                There is no search yet.

                %s""".formatted(ratios, figures);
    }
}
