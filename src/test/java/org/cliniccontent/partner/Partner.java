package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A partner that keeps a copy of the published content: it follows the changes, proves that nothing is missing or
 * wrong, and repairs it.
 */
public final class Partner {

    private static final int ATTEMPTS = 10;
    private static final int REPAIRS = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Service service;
    private final List<String> types;
    private final SavedCopy saved;
    private final Copy copy;

    /**
     * Continues from the saved copy, if there is one.
     *
     * @param types the types in the copy; none: all
     */
    public Partner(Service service, List<String> types, Path folder) throws IOException {
        this.service = service;
        this.types = types;
        this.saved = new SavedCopy(Files.createDirectories(folder));
        this.copy = saved.read();
    }

    public Copy copy() {
        return copy;
    }

    /** Follows the changes until the copy is complete to the release that was current when the last pass began. */
    public void follow(Transport transport) throws IOException, InterruptedException {
        int failures = 0;
        do {
            var before = copy.token();
            try {
                step(service, transport);
                failures = 0;
            } catch (IOException e) {
                // What was applied before the answer was cut counts.
                failures = before != null && !before.equals(copy.token()) ? 1 : failures + 1;
                if (failures == ATTEMPTS) {
                    throw e;
                }
                pause(e);
            }
        } while (!copy.isComplete());
    }

    private static void pause(IOException reason) throws InterruptedException {
        Thread.sleep((reason instanceof Service.Busy busy ? busy.retryAfter : PAUSE).toMillis());
    }

    /** Sends one request, to any replica, by any transport; the response is applied to the copy and saved. */
    public void step(Service replica, Transport transport) throws IOException, InterruptedException {
        try {
            transport.ask(replica, query(), batch -> {
                copy.apply(batch);
                saved.write(copy);
                return batch.more();
            });
        } catch (Service.Restart e) {
            copy.beginAnew();
            saved.write(copy);
        }
    }

    private String query() {
        return copy.token() == null
                ? types.stream().map(type -> "type=" + type).collect(Collectors.joining("&"))
                : "token=" + copy.token();
    }

    /** Checks whether a complete copy equals the content published at its release. */
    public boolean prove() throws IOException, InterruptedException, Service.Restart {
        return Digest.of(copy).equals(service.digest(copy.release()));
    }

    /**
     * Fetches the buckets that differ, and follows to one release again, until the copy is proved.
     *
     * @return the number of buckets fetched
     */
    public int repair(Transport transport) throws IOException, InterruptedException, Service.Restart {
        int fetched = 0;
        for (int attempt = 0; attempt < REPAIRS; attempt++) {
            var differing = Digest.of(copy).differing(service.digest(copy.release()));
            if (differing.isEmpty()) {
                return fetched;
            }
            long newest = copy.release();
            for (int bucket : differing) {
                newest = Math.max(newest, repair(bucket));
            }
            fetched += differing.size();
            saved.write(copy);
            // A bucket may be newer than the rest: only from its release on the copy is again that of one release.
            service.requireAtLeast(newest);
            try {
                follow(transport);
            } finally {
                service.requireAtLeast(0);
            }
        }
        throw new IllegalStateException("the copy still differs after %d repairs".formatted(REPAIRS));
    }

    /**
     * Fetches a bucket.
     *
     * @return its release
     */
    private long repair(int bucket) throws IOException, InterruptedException, Service.Restart {
        Map<Key, JsonNode> content = new TreeMap<>();
        var last = new Batch[1];
        var query = "bucket=%02x".formatted(bucket);
        do {
            Transport.pages(1_000).ask(service, query, batch -> {
                batch.changes().forEach(change -> content.put(change.key(), change.body()));
                last[0] = batch;
                return true;
            });
            query = "token=" + last[0].next();
        } while (last[0].more());
        copy.replaceBucket(bucket, content);
        return last[0].release();
    }

    /** Updates the copy in a folder, proves it, and repairs it if necessary. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("Usage: Partner <url> <key> <folder>");
        }
        var partner = new Partner(new Service(arguments[0], arguments[1]), List.of(), Path.of(arguments[2]));
        partner.follow(Transport.pages(1_000));
        if (!partner.prove()) {
            System.out.printf("repaired %d buckets%n", partner.repair(Transport.pages(1_000)));
        }
        var copy = partner.copy();
        System.out.printf(
                "%d entities of release %d, proved by %s%n",
                copy.entities().size(), copy.release(), Digest.of(copy).digest());
    }
}
