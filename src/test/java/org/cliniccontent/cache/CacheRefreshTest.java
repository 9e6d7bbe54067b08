package org.cliniccontent.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** The most requested responses are cached again soon after a release, before any request. */
@ServiceTest
@TestProfile(CacheRefreshTest.Refreshing.class)
class CacheRefreshTest {

    /** A profile with the refresh enabled, as in production. */
    public static class Refreshing implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("clinic.cache.refreshed", "200");
        }
    }

    private final MeterRegistry meters;
    private final Import bundles;

    @Inject
    CacheRefreshTest(MeterRegistry meters, Import bundles) {
        this.meters = meters;
        this.bundles = bundles;
    }

    private double count(String name, String... tags) {
        return meters.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void whatWasAskedForIsMadeAgainAfterARelease() {
        var own = Bundles.unique();
        Api.get("/v1/conditions/osteoarthritis");
        Api.given().header("Accept-Encoding", "gzip").get("/v1/conditions?limit=200");
        double before = count("clinic.cache.refreshed");
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "New")), "new", "test");
        await("both are made again", () -> count("clinic.cache.refreshed") >= before + 2);
        double misses = count("clinic.cache.requests", "result", "miss");
        Api.get("/v1/conditions/osteoarthritis");
        var list = Api.given().header("Accept-Encoding", "gzip").get("/v1/conditions?limit=200");
        assertThat(list.asString()).contains(own);
        assertThat(count("clinic.cache.requests", "result", "miss")).isEqualTo(misses);
    }
}
