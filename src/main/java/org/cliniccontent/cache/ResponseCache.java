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
 * What was answered to public reads, by what was asked for in its one spelling. Within a release nothing that is
 * published changes, so what was made for a release is right as long as that release is read. Bounded in bytes.
 */
@Singleton
public class ResponseCache {

    /** Of the whole, for the spellings; so that many of them displace each other, and no response. */
    private static final int SHARE_OF_SPELLINGS = 8;

    /** What is larger than this part of the whole would displace too much, and is not kept. */
    private static final int LARGEST_SHARE = 16;

    /** What the map keeps for each entry beside the characters of its key. */
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
        // What is evicted is evicted by whoever fills the cache: no pool's threads are woken for it.
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
     * What is asked for.
     *
     * @param target path and query in their one spelling, without the release
     * @param release the one that was asked for, or 0 for whichever is current
     */
    record Key(String target, long release) {

        static final long CURRENT = 0;

        boolean isPinned() {
            return release != CURRENT;
        }
    }

    /**
     * What is answered.
     *
     * @param release that it was made for
     * @param maker makes it for another
     * @param route the template of its path, by which requests are counted
     */
    record Entry(RenderedResponse response, long release, Function<ReadContext, Representation> maker, String route) {

        /** With its bytes in this coding, too. */
        Entry in(ContentCoding coding) {
            return response.has(coding) ? this : new Entry(response.with(coding), release, maker, route);
        }

        boolean isRightFor(long wanted, Instant now) {
            return release == wanted && !response.isOver(now);
        }
    }

    /** Under which key a request target was answered, however it is spelled. */
    Key keyOf(String target) {
        return spellings.getIfPresent(target);
    }

    /** Remembers a spelling, so that it need not be understood again. */
    void remember(String target, Key key) {
        spellings.put(target, key);
    }

    /** @param release that is read */
    Optional<Entry> find(Key key, long release, Instant now) {
        var entry = entries.getIfPresent(key);
        return entry != null && entry.isRightFor(release, now) ? Optional.of(entry) : Optional.empty();
    }

    /** Keeps it, unless what is kept there is newer. */
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

    /** Those that were asked for most, whatever release they were made for. */
    Collection<Map.Entry<Key, Entry>> hottest(int limit) {
        return entries.policy().eviction().orElseThrow().hottest(limit).entrySet();
    }
}
