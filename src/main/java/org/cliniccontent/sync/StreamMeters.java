package org.cliniccontent.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** Metrics of streams. */
final class StreamMeters {

    private final Counter refusedOfOne;
    private final Counter refusedOfAll;
    private final Counter cut;

    StreamMeters(MeterRegistry registry, Collection<ChangeStream> open, StreamPermits permits, BufferedChunks held) {
        Gauge.builder("clinic.sync.streams", open, Collection::size)
                .description("Streams of changes that are open")
                .register(registry);
        Gauge.builder("clinic.sync.streams.callers", permits, StreamPermits::parties)
                .description("Callers that have a stream")
                .register(registry);
        Gauge.builder("clinic.sync.streams.held", held, BufferedChunks::bytes)
                .description("Bytes buffered for streams whose clients read slowly")
                .baseUnit("bytes")
                .register(registry);
        refusedOfOne = refused("caller", registry);
        refusedOfAll = refused("all", registry);
        cut = Counter.builder("clinic.sync.streams.cut")
                .description("Streams that were cut because too much was buffered for slow clients")
                .register(registry);
    }

    private static Counter refused(String share, MeterRegistry registry) {
        return Counter.builder("clinic.sync.streams.refused")
                .description("Streams that were refused because of a limit")
                .tag("share", share)
                .register(registry);
    }

    void refused(ProblemException refusal) {
        (refusal.type() == ProblemType.TOO_MANY_REQUESTS ? refusedOfOne : refusedOfAll).increment();
    }

    void cut() {
        cut.increment();
    }
}
