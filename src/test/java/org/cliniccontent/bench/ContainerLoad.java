package org.cliniccontent.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.testing.Bundles;

/**
 * A combined load on the memory of a remote service: 150 reads a second of 200 different lists, a release a second, 300
 * streams, and continuous exports and complete copies. bench/memory runs it against containers with a memory limit. The
 * service's survival is observed from outside; this program fails if a kind of client was not served.
 *
 * <p>Usage: {@code ContainerLoad URL KEY [--minutes 5]}. The key must have all scopes, and authors must be allowed to
 * approve.
 */
final class ContainerLoad {

    private static final int READS_A_SECOND = 150;
    private static final int LISTS = 200;
    private static final int STREAMS = 300;
    private static final int CONDITIONS = 300;
    /** The maximum number of waiting reads; a real client does not send requests for ever without a response. */
    private static final int READS_WAITING = 600;

    private static final int AGAIN_SECONDS = 30;
    private static final int THREADS = 16;
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private final String base;
    private final String key;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Semaphore reads = new Semaphore(READS_WAITING);
    private volatile boolean ending;

    private ContainerLoad(String base, String key) {
        this.base = base;
        this.key = key;
    }

    public static void main(String... given) throws Exception {
        var arguments = new Arguments(List.of(given));
        int minutes = arguments.number("--minutes", 5);
        var rest = arguments.rest();
        if (rest.size() != 2) {
            throw new IllegalArgumentException("usage: ContainerLoad URL KEY [--minutes 5]");
        }
        System.exit(new ContainerLoad(rest.get(0), rest.get(1)).run(minutes) ? 0 : 1);
    }

    private boolean run(int minutes) throws Exception {
        publish(CONDITIONS);
        var token = copied();
        // One after the other: one caller may have few credentials verified at once.
        for (int i = 0; i < STREAMS; i++) {
            follow(token).join();
        }
        clock.scheduleAtFixedRate(this::read, 0, 1_000_000 / READS_A_SECOND, TimeUnit.MICROSECONDS);
        var others = Executors.newFixedThreadPool(3);
        others.submit(() -> every(1, "release", () -> publish(1)));
        others.submit(() -> every(0, "copy", this::copied));
        others.submit(() -> every(0, "export", () -> whole("export", "/v1/export", "application/json")));
        TimeUnit.MINUTES.sleep(minutes);
        ending = true;
        others.shutdown();
        clock.shutdownNow();
        others.awaitTermination(1, TimeUnit.MINUTES);
        threads.shutdownNow();
        System.out.println(new TreeMap<>(counts)
                .entrySet().stream()
                        .map(count -> count.getKey() + ": " + count.getValue())
                        .collect(Collectors.joining(", ")));
        return List.of("read 200", "release 200", "stream event", "copy 200", "export 200").stream()
                .allMatch(counts::containsKey);
    }

    private HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    private void count(String name, int status, String answer) {
        count(name + " " + status);
        if (status != 200) {
            System.err.println(name + " " + status + ": " + answer);
        }
    }

    private void read() {
        if (!reads.tryAcquire()) {
            count("read not asked");
            return;
        }
        int limit = 1 + (int) (Math.random() * LISTS);
        var request = anonymous("/v1/conditions?limit=" + limit)
                .header("Accept-Encoding", limit % 2 == 0 ? "br" : "gzip")
                .timeout(Duration.ofSeconds(10))
                .build();
        client.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            reads.release();
            count("read " + (failure == null ? answer.statusCode() : "failed"));
        });
    }

    /** Publishes a document and its conditions in one release. */
    private Void publish(int conditions) throws IOException, InterruptedException {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n"
                + IntStream.range(0, conditions)
                        .mapToObj(i -> condition(own + "-" + i))
                        .collect(Collectors.joining());
        var request = request("/v1/imports?release=true&message=Load")
                .header("Content-Type", "application/yaml")
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofString(bundle))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        count("release", answer.statusCode(), answer.body());
        if (conditions > 1 && answer.statusCode() != 200) {
            throw new IOException("the content was not published: " + answer.body());
        }
        return null;
    }

    private static String condition(String slug) {
        return "  " + slug + ": {name: \"Condition " + slug + "\", summary: \"" + "A condition of a test. ".repeat(20)
                + "\", kind: DISEASE, passages: [" + Bundles.QUOTE + "]}\n";
    }

    /** Takes a complete copy; returns the token after it. */
    private String copied() throws IOException, InterruptedException {
        var lines = whole("copy", "/v1/changes", "application/x-ndjson");
        var next = NEXT.matcher(lines);
        var token = "";
        while (next.find()) {
            token = next.group(1);
        }
        return token;
    }

    /**
     * Reads a response that is never held as a whole here.
     *
     * @return its end
     */
    private String whole(String name, String path, String type) throws IOException, InterruptedException {
        var answer = client.send(
                request(path)
                        .header("Accept", type)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                BodyHandlers.ofInputStream());
        var end = "";
        try (var body = answer.body()) {
            for (byte[] part = body.readNBytes(8_192); part.length > 0; part = body.readNBytes(8_192)) {
                var text = end + new String(part, StandardCharsets.UTF_8);
                end = text.substring(Math.max(0, text.length() - 8_192));
            }
        }
        count(name, answer.statusCode(), end);
        return end;
    }

    /**
     * Follows a stream, and reconnects some time after its end, as partners do.
     *
     * @return completes with the first response
     */
    private CompletableFuture<Void> follow(String token) {
        var answered = new CompletableFuture<Void>();
        var request = request("/v1/changes/stream?token=" + token)
                .header("Accept", "text/event-stream")
                .build();
        client.sendAsync(request, head -> {
                    count("stream " + head.statusCode());
                    answered.complete(null);
                    return HttpResponse.BodySubscribers.fromLineSubscriber(
                            new LineCounter(() -> count("stream event")));
                })
                .whenComplete((answer, failure) -> {
                    answered.complete(null);
                    if (!ending) {
                        count(failure == null ? "stream ended" : "stream failed");
                        clock.schedule(
                                () -> follow(token), 1 + (long) (Math.random() * AGAIN_SECONDS), TimeUnit.SECONDS);
                    }
                });
        return answered;
    }

    private Void every(int seconds, String name, Callable<?> work) throws InterruptedException {
        while (!ending) {
            long begun = System.nanoTime();
            try {
                work.call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                count(String.format(Locale.ROOT, "%s failed", name));
                // One that is refused at once is not asked a thousand times a second.
                TimeUnit.SECONDS.sleep(1);
            }
            long left = TimeUnit.SECONDS.toNanos(seconds) - (System.nanoTime() - begun);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
        }
        return null;
    }
}
