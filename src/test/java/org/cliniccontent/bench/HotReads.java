package org.cliniccontent.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Repeated requests: the service, the floor and nginx in turn, round by round. */
final class HotReads {

    private final Options options;
    private final WarmUp warmUp;
    private final HotTables tables;

    HotReads(Options options, WarmUp warmUp, HotTables tables) {
        this.options = options;
        this.warmUp = warmUp;
        this.tables = tables;
    }

    void run() throws IOException, InterruptedException, SQLException {
        for (Content content : Content.values()) {
            var cases = HotCase.ALL.stream()
                    .filter(each -> each.content() == content && options.cases().contains(each.name()))
                    .toList();
            if (!cases.isEmpty()) {
                try (var running = content.start(options.javaOptions())) {
                    run(running, cases);
                }
            }
        }
    }

    private void run(RunningService running, List<HotCase> cases) throws IOException, InterruptedException {
        var paths = cases.stream().map(HotCase::path).distinct().toList();
        int eventLoops = running.eventLoops(paths.get(0));
        var service = running.server("service");
        var java = options.javaOptions();
        try (var floor = Floor.start(service, FloorHeaders.ALL, paths, eventLoops, java);
                var fewHeaders = Floor.start(service, FloorHeaders.FEW, paths, eventLoops, java);
                var nginx = Nginx.start()) {
            for (HotCase each : cases) {
                List<Contestant> contestants = new ArrayList<>();
                contestants.add(Contestant.of(service, each));
                contestants.add(Contestant.of(floor.server(), each));
                contestants.add(
                        Contestant.ofFile(nginx, each, service.get(each.path()).body()));
                if (each.fewHeaders()) {
                    contestants.add(Contestant.of(fewHeaders.server(), each));
                }
                measure(each, contestants);
            }
        }
    }

    private void measure(HotCase each, List<Contestant> contestants) throws IOException, InterruptedException {
        Contestant.requireSameAnswers(contestants, each);
        for (Contestant contestant : contestants) {
            if (contestant.isJava()) {
                warmUp.run(each.label(), contestant.server(), contestant.requests());
            }
        }
        for (int connections : options.connections()) {
            List<List<Measurement>> results = new ArrayList<>();
            contestants.forEach(contestant -> results.add(new ArrayList<>()));
            for (int round = 0; round < options.rounds(); round++) {
                for (int i = 0; i < contestants.size(); i++) {
                    var contestant = contestants.get(i);
                    results.get(i)
                            .add(Wrk.run(contestant.server(), contestant.requests(), connections, options.duration()));
                }
            }
            tables.add(each, connections, contestants, results);
        }
    }
}
