package org.cliniccontent.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.release.CurrentRelease;

/**
 * The chunks of streams. One that several streams need at the same time, as after a release, is read and rendered once:
 * it depends only on the position in the feed.
 */
@ApplicationScoped
class StreamChunks {

    /**
     * The number of changes per chunk, as many as the feed reads in one statement: a slow client holds one chunk in
     * memory.
     */
    private static final int CHANGES = 200;

    private static final long MEMO_BYTES = 16_000_000;

    private final Feed feed;
    private final SyncTokens tokens;
    private final ChangeWriter writer;
    private final CurrentRelease current;
    private final Counter read;
    private final Cache<Position, StreamChunk> memo = Caffeine.newBuilder()
            .maximumWeight(MEMO_BYTES)
            .weigher((Position position, StreamChunk chunk) -> chunk.bytes().length)
            .build();

    StreamChunks(Feed feed, SyncTokens tokens, ChangeWriter writer, CurrentRelease current, MeterRegistry meters) {
        this.feed = feed;
        this.tokens = tokens;
        this.writer = writer;
        this.current = current;
        this.read = Counter.builder("clinic.sync.stretches")
                .description("Parts of streams that were read from the database")
                .register(meters);
    }

    /** @param history the hash of the release that the pass describes */
    private record Position(SyncToken token, String history, StreamFormat format) {}

    /**
     * Returns the chunk after a token. At the beginning of a pass it describes the current release.
     *
     * @throws org.cliniccontent.http.problem.ProblemException 410 if this store no longer has the history that the
     *     token is from
     */
    StreamChunk after(SyncToken token, StreamFormat format) {
        var history = token.isComplete() ? current.at().hash() : token.hash();
        return memo.get(new Position(token, history, format), this::read);
    }

    private StreamChunk read(Position position) {
        tokens.requireKnown(position.token());
        read.increment();
        var page = feed.page(position.token(), CHANGES);
        return new StreamChunk(writer.chunk(page, tokens.write(page.next()), position.format()), page.next());
    }
}
