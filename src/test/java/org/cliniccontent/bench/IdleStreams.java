package org.cliniccontent.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The cost of very many clients of the event stream, when nothing happens, and when all of them receive a release. */
final class IdleStreams {

    private static final long ENTITIES = 1_000;
    private static final int RELEASES = 10;
    private static final int LONGEST_SECONDS = 120;
    private static final int THREADS = 2;

    private final SyncOptions options;

    IdleStreams(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (var partner = Partner.of(ENTITIES, options, Map.of())) {
            partner.copy();
            for (int i = 0; i < RELEASES; i++) {
                partner.publish(partner.release(Partner.CHANGES));
                partner.follow(100);
            }
            var table = new Table(
                    "clients that wait", "heap after a collection, MB", "resident MB", "threads", "KB of heap each");
            var before = State.of(partner.running());
            var client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(threads)
                    .build();
            List<Listener> listeners = new ArrayList<>();
            for (int i = 0; i < options.streams(); i++) {
                listeners.add(connect(client, partner));
            }
            for (Listener listener : listeners) {
                await(listener.connected);
            }
            var after = State.of(partner.running());
            before.addTo(table, 0, before);
            after.addTo(table, options.streams(), before);
            System.out.println(table);
            return releases(partner, listeners);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The state after a garbage collection. */
    private record State(double heap, double resident, double threads) {

        static State of(RunningService running) throws IOException, InterruptedException {
            Jcmd.run(running.service().process(), "GC.run");
            var metrics = running.service().metrics();
            return new State(
                    sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") / (1 << 20),
                    ProcessStat.residentMebibytes(running.service().process()),
                    sum(metrics, "jvm_threads_live_threads"));
        }

        private static double sum(String metrics, String name) {
            return metrics.lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        void addTo(Table table, int clients, State without) {
            table.add(
                    "%,d".formatted(clients),
                    "%.1f".formatted(heap),
                    "%.0f".formatted(resident),
                    "%.0f".formatted(threads),
                    clients == 0 ? "" : "%.1f".formatted((heap - without.heap) * 1024 / clients));
        }
    }

    private static Listener connect(HttpClient client, Partner partner) {
        var listener = new Listener();
        var path = "/v1/changes/stream?token=" + partner.token();
        var request = partner.running()
                .service()
                .request(path)
                .header("Accept", "text/event-stream")
                .build();
        client.sendAsync(request, head -> {
                    if (head.statusCode() == 200) {
                        listener.connected.complete(0L);
                    } else {
                        listener.connected.completeExceptionally(new IOException("status " + head.statusCode()));
                    }
                    return BodySubscribers.fromLineSubscriber(listener);
                })
                .whenComplete((answer, failure) -> listener.fail(failure));
        return listener;
    }

    private static Table releases(Partner partner, List<Listener> listeners) throws Exception {
        List<Double> halves = new ArrayList<>();
        List<Double> alls = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int i = 0; i < RELEASES; i++) {
            var body = partner.release(Partner.CHANGES);
            var wanted = "\"release\":%d".formatted(partner.running().release() + 1);
            listeners.forEach(listener -> listener.expect(wanted));
            double before =
                    ProcessStat.processorMillis(partner.running().service().process());
            long begun = System.nanoTime();
            partner.publish(body);
            List<Long> moments = new ArrayList<>();
            for (Listener listener : listeners) {
                moments.add(await(listener.reached));
            }
            processor.add(
                    ProcessStat.processorMillis(partner.running().service().process()) - before);
            var times = Series.of(moments, moment -> (moment - begun) / 1e6);
            halves.add(times.median());
            alls.add(times.quantile(1));
        }
        var table = new Table(
                "a release of %d changes".formatted(Partner.CHANGES),
                "ms until half of them had it",
                "ms until all had it",
                "processor ms of the service");
        table.add(
                "%,d clients".formatted(listeners.size()),
                Series.of(halves, time -> time).format(0),
                Series.of(alls, time -> time).format(0),
                Series.of(processor, time -> time).format(0));
        return table;
    }

    private static long await(CompletableFuture<Long> future) throws IOException, InterruptedException {
        try {
            return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a client was not told", e);
        }
    }

    /** A client that looks for the checkpoint of a release. */
    private static final class Listener implements Flow.Subscriber<String> {

        private final CompletableFuture<Long> connected = new CompletableFuture<>();
        private volatile String wanted = "";
        private volatile CompletableFuture<Long> reached = new CompletableFuture<>();

        void expect(String text) {
            reached = new CompletableFuture<>();
            wanted = text;
        }

        void fail(Throwable failure) {
            var shown = failure == null ? new IOException("the stream has ended") : failure;
            connected.completeExceptionally(shown);
            reached.completeExceptionally(shown);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("data: {\"next\"") && line.contains(wanted)) {
                reached.complete(System.nanoTime());
            }
        }

        @Override
        public void onError(Throwable failure) {
            fail(failure);
        }

        @Override
        public void onComplete() {
            fail(null);
        }
    }
}
