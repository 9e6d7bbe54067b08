package org.cliniccontent.http.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Duration metrics of requests: a histogram with the buckets of the service's objectives, and a separate timer for
 * streams, which last as long as the client wants and say nothing about the service's speed.
 */
@ApplicationScoped
class RequestMeters implements HttpServerMetricsTagsContributor {

    private static final String REQUESTS = "http.server.requests";
    private static final String STREAMS = "clinic.http.streams";

    /**
     * An internal tag, set by the contributor, which sees the response, and removed by the filter, which decides by it.
     */
    private static final String KIND = "kind";

    private static final Tags ANSWER = Tags.of(KIND, "answer");
    private static final Tags STREAM = Tags.of(KIND, "stream");

    /** The tag of the one endpoint that only streams: a stream that its client resets ends without a response. */
    private static final Tag EVENT_STREAM = Tag.of("uri", "/v1/changes/stream");

    /**
     * The buckets of the objectives: a read in 100 ms, anything in 1 s, nothing above 5 s, beyond which it is a 503.
     */
    private static final double[] OBJECTIVES = Stream.of(5, 25, 100, 250, 500, 1_000, 2_500, 5_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    @Override
    public Tags contribute(Context context) {
        var type = context.response().headers().get(HttpHeaders.CONTENT_TYPE);
        return type != null && isStream(type) ? STREAM : ANSWER;
    }

    private static boolean isStream(String mediaType) {
        return mediaType.startsWith("text/event-stream") || mediaType.startsWith("application/x-ndjson");
    }

    @Produces
    @Singleton
    MeterFilter filter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (!id.getName().equals(REQUESTS)) {
                    return id;
                }
                boolean stream = STREAM.stream().anyMatch(id.getTags()::contains)
                        || id.getTags().contains(EVENT_STREAM);
                var tags = id.getTags().stream()
                        .filter(tag -> !tag.getKey().equals(KIND))
                        .toList();
                return stream ? id.withName(STREAMS).replaceTags(tags) : id.replaceTags(tags);
            }

            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS) && id.getType() == Meter.Type.TIMER
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(OBJECTIVES)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
