package org.cliniccontent.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.cache.ResponseCache.Entry;
import org.cliniccontent.cache.ResponseCache.Key;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The bounds of the cache, and its choice between two entries. */
class ResponseCacheBoundsTest {

    private static final int SIZE = 1_000_000;
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ResponseCache cache = cache(SIZE);

    private ResponseCache cache(long size) {
        return new ResponseCache(size, meters);
    }

    private static Entry entry(String text, long release, Optional<Instant> until) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var made = new Representation(
                bytes, Representation.JSON, release, List.of("condition/a"), Optional.empty(), until);
        return new Entry(new RenderedResponse(made, Optional.empty(), false), release, context -> made, "/v1");
    }

    private static Entry entry(String text, long release) {
        return entry(text, release, Optional.empty());
    }

    @Test
    void itStaysWithinItsSizeHoweverMuchIsAskedFor() {
        for (int i = 0; i < 5_000; i++) {
            var target = "/v1/conditions?code=x%7C" + i;
            cache.put(new Key(target, 0), entry("x".repeat(i), 1));
            cache.remember(target, new Key(target, 0));
        }
        assertThat(meters.get("clinic.cache.size").gauge().value()).isBetween(SIZE * 0.5, (double) SIZE);
        assertThat(meters.get("clinic.cache.evictions").functionCounter().count())
                .isGreaterThan(4_000);
    }

    @Test
    void whatWouldDisplaceTooMuchIsNotKept() {
        var key = new Key("/v1/conditions", 0);
        cache.put(key, entry("x".repeat(SIZE / 16), 1));
        assertThat(cache.find(key, 1, NOW)).isEmpty();
        cache.put(key, entry("x".repeat(SIZE / 17 - 1_500), 1));
        assertThat(cache.find(key, 1, NOW)).isPresent();
    }

    @Test
    void withoutRoomNothingIsKept() {
        var none = cache(0);
        none.put(new Key("/v1", 0), entry("", 1));
        none.remember("/v1", new Key("/v1", 0));
        assertThat(none.find(new Key("/v1", 0), 1, NOW)).isEmpty();
        assertThat(none.keyOf("/v1")).isNull();
    }

    @Test
    void anAnswerIsRightForItsReleaseOnly() {
        var key = new Key("/v1/conditions", 0);
        cache.put(key, entry("two", 2));
        assertThat(cache.find(key, 1, NOW)).isEmpty();
        assertThat(cache.find(key, 3, NOW)).isEmpty();
        assertThat(cache.find(key, 2, NOW)).isPresent();
    }

    @Test
    void whatIsOlderDoesNotReplaceWhatIsNewer() {
        var key = new Key("/v1/conditions", 0);
        cache.put(key, entry("three", 3));
        cache.put(key, entry("two", 2));
        assertThat(cache.find(key, 3, NOW)).isPresent();
        cache.put(key, entry("four", 4));
        assertThat(cache.find(key, 4, NOW)).isPresent();
    }

    @Test
    void nothingOutlivesTheMomentAtWhichItSaysSomethingElse() {
        var key = new Key("/v1/conditions", 0);
        cache.put(key, entry("today", 1, Optional.of(NOW)));
        assertThat(cache.find(key, 1, NOW.minusNanos(1))).isPresent();
        assertThat(cache.find(key, 1, NOW)).isEmpty();
    }
}
