package org.cliniccontent.http.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** The metrics of requests. */
@ServiceTest
class RequestMetersTest {

    private static final String REQUESTS = "http.server.requests";
    private static final String STREAMS = "clinic.http.streams";

    private final MeterRegistry meters;

    @Inject
    RequestMetersTest(MeterRegistry meters) {
        this.meters = meters;
    }

    private long count(String name, String uri) {
        return timers(name, uri).stream().mapToLong(Timer::count).sum();
    }

    private Collection<Timer> timers(String name, String uri) {
        return meters.find(name).tag("uri", uri).timers();
    }

    /** Waits for a count: a request is counted after its response has ended. */
    @Test
    void aReadIsCountedByItsTemplateAlsoFromTheCache() {
        var template = "/v1/conditions/{slug}";
        long before = count(REQUESTS, template);
        for (int i = 0; i < 3; i++) {
            assertThat(Api.get("/v1/conditions/cartilage-damage").statusCode()).isEqualTo(200);
        }
        await("it is counted", () -> count(REQUESTS, template) == before + 3);
        assertThat(timers(REQUESTS, "/v1/conditions/cartilage-damage")).isEmpty();
    }

    @Test
    void timesHaveTheBucketsOfTheObjectives() {
        assertThat(Api.get("/v1/conditions/cartilage-damage").statusCode()).isEqualTo(200);
        await("it is counted", () -> count(REQUESTS, "/v1/conditions/{slug}") > 0);
        var timer = timers(REQUESTS, "/v1/conditions/{slug}").iterator().next();
        assertThat(timer.takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS))
                .contains(5.0, 100.0, 1_000.0, 5_000.0)
                .hasSizeLessThan(10);
        assertThat(timer.getId().getTags()).extracting("key").doesNotContain("kind");
    }

    @Test
    void whatStreamsHasTimesOfItsOwn() {
        long requests = count(REQUESTS, "/v1/changes");
        long streams = count(STREAMS, "/v1/changes");
        var key = Keys.with(Scope.SYNC_READ);
        assertThat(Api.as(key).accept("application/x-ndjson").get("/v1/changes").statusCode())
                .isEqualTo(200);
        await("it is counted", () -> count(STREAMS, "/v1/changes") == streams + 1);
        assertThat(Api.as(key).get("/v1/changes").statusCode()).isEqualTo(200);
        await("it is counted", () -> count(REQUESTS, "/v1/changes") == requests + 1);
        assertThat(timers(STREAMS, "/v1/changes"))
                .allSatisfy(timer ->
                        assertThat(timer.takeSnapshot().histogramCounts()).isEmpty());
    }

    @Test
    void whatRunsAndHowItIsConnectedIsTold() {
        assertThat(meters.get("clinic.build.info").gauge().getId().getTags())
                .extracting("key")
                .contains("version", "revision", "java");
        await(
                "it listens",
                () -> meters.get("clinic.releases.listener.up").gauge().value() == 1);
        assertThat(meters.get("clinic.release.age").gauge().value()).isNotNegative();
        assertThat(meters.find("agroal.active.count").meters()).isNotEmpty();
    }
}
