package org.cliniccontent.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.cliniccontent.http.ContentCoding;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.cliniccontent.release.ReadContext;

/**
 * Responses to public reads by their canonical URL. Published content does not change within a release, so a response
 * is valid as long as its release is current. The cache is bounded in bytes.
 */
@Singleton
public class ResponseCache {

    /** The share of the cache for raw URLs, so that a large number of them evict one another but no response. */
    private static final int SHARE_OF_SPELLINGS = 8;

    /** The largest share of the cache that one response may take; larger ones would evict too much. */
    private static final int LARGEST_SHARE = 16;

    /** The memory that the map needs per entry besides the key's characters, in bytes. */
    private static final int OVERHEAD = 300;

    private final Cache<Key, Entry> entries;
    private final Cache<String, Key> spellings;
    private final long largest;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder refreshed = new LongAdder();

    @Inject
    ResponseCache(CacheConfig config, MeterRegistry meters) {
        this(config.maxSize().asLongValue(), meters);
    }

    /** @param size in bytes */
    public ResponseCache(long size, MeterRegistry meters) {
        this.largest = size / LARGEST_SHARE;
        // Evictions run on the thread that fills the cache, without waking a pool's threads.
        this.spellings = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(size / SHARE_OF_SPELLINGS)
                .weigher((String target, Key key) -> OVERHEAD + target.length())
                .build();
        this.entries = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(size - size / SHARE_OF_SPELLINGS)
                .weigher((Key key, Entry entry) ->
                        OVERHEAD + key.target().length() + entry.response().weight())
                .recordStats()
                .build();
        register(meters);
    }

    private void register(MeterRegistry meters) {
        FunctionCounter.builder("clinic.cache.requests", hits, LongAdder::sum)
                .description("Public reads that could be answered from the cache (hit), or had to be made (miss)")
                .tag("result", "hit")
                .register(meters);
        FunctionCounter.builder("clinic.cache.requests", misses, LongAdder::sum)
                .description("Public reads that could be answered from the cache (hit), or had to be made (miss)")
                .tag("result", "miss")
                .register(meters);
        FunctionCounter.builder("clinic.cache.refreshed", refreshed, LongAdder::sum)
                .description("Responses that were made again after a release before anybody asked")
                .register(meters);
        FunctionCounter.builder("clinic.cache.evictions", entries, cache -> cache.stats()
                        .evictionCount())
                .description("Responses that had to make room")
                .register(meters);
        Gauge.builder("clinic.cache.size", this, ResponseCache::size)
                .description("What the cache holds, responses and spellings")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("clinic.cache.entries", entries, Cache::estimatedSize)
                .description("Responses that the cache holds")
                .register(meters);
    }

    private double size() {
        return weight(entries) + weight(spellings);
    }

    private static long weight(Cache<?, ?> cache) {
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /**
     * The key of a response.
     *
     * @param target canonical path and query, without the release
     * @param release the requested release, or 0 for the current one
     */
    record Key(String target, long release) {

        static final long CURRENT = 0;

        boolean isPinned() {
            return release != CURRENT;
        }
    }

    /**
     * A cached response.
     *
     * @param release the release that it was rendered for
     * @param renderer renders it for another release
     * @param route the template of its path, by which requests are counted
     */
    record Entry(
            RenderedResponse response, long release, Function<ReadContext, Representation> renderer, String route) {

        /** Returns the entry with the bytes in this coding, too. */
        Entry in(ContentCoding coding) {
            return response.has(coding) ? this : new Entry(response.with(coding), release, renderer, route);
        }

        boolean isRightFor(long wanted, Instant now) {
            return release == wanted && !response.isOver(now);
        }
    }

    /** Returns the key that a raw request target was answered under. */
    Key keyOf(String target) {
        return spellings.getIfPresent(target);
    }

    /** Remembers the key of a raw request target, so that it need not be parsed again. */
    void remember(String target, Key key) {
        spellings.put(target, key);
    }

    /**
     * Finds an entry.
     *
     * @param release the release that is read
     */
    Optional<Entry> find(Key key, long release, Instant now) {
        var entry = entries.getIfPresent(key);
        return entry != null && entry.isRightFor(release, now) ? Optional.of(entry) : Optional.empty();
    }

    /** Stores an entry unless a newer one is present. */
    void put(Key key, Entry entry) {
        if (entry.response().weight() <= largest) {
            entries.asMap().merge(key, entry, (old, made) -> old.release() > made.release() ? old : made);
        }
    }

    void remove(Key key) {
        entries.invalidate(key);
    }

    /** Forgets everything. */
    public void clear() {
        entries.invalidateAll();
    }

    void hit() {
        hits.increment();
    }

    void missed() {
        misses.increment();
    }

    void refreshed() {
        refreshed.increment();
    }

    /** Returns the most requested entries, whatever their release. */
    Collection<Map.Entry<Key, Entry>> hottest(int limit) {
        return entries.policy().eviction().orElseThrow().hottest(limit).entrySet();
    }
}
