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
 * Which times are taken of requests: a histogram with the buckets that objectives are set by, and a timer of its own for
 * what streams to a client for as long as the client wants, which says nothing of how fast the service is.
 */
@ApplicationScoped
class RequestMeters implements HttpServerMetricsTagsContributor {

    private static final String REQUESTS = "http.server.requests";
    private static final String STREAMS = "clinic.http.streams";

    /** Between the contributor, which sees the response, and the filter, which decides by the tag and removes it. */
    private static final String KIND = "kind";

    private static final Tags ANSWER = Tags.of(KIND, "answer");
    private static final Tags STREAM = Tags.of(KIND, "stream");

    /** Of the one endpoint that only streams: a stream that its client resets ends without a response. */
    private static final Tag EVENT_STREAM = Tag.of("uri", "/v1/changes/stream");

    /** Objectives: a read in 100 ms, anything in 1 s, nothing above 5 s, from which on it is a 503. */
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
