package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.access.Scope;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Metrics agree with the list of partners that editors see. */
@ServiceTest
class PartnerMetersTest {

    private static final String WITHDRAWN =
            "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"URGENT\"}";

    private final Database database;
    private final ContentTypes types;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Inject
    PartnerMetersTest(Database database, ContentTypes types) {
        this.database = database;
        this.types = types;
    }

    private void measure(Duration later) {
        meters.clear();
        new PartnerMeters(database, Clock.offset(Clock.systemUTC(), later), types, meters).measure();
    }

    private double gauge(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }

    private static void acknowledge(String token) {
        assertThat(Api.as(Keys.another(Scope.SYNC_READ))
                        .contentType("application/json")
                        .body("{\"token\": \"%s\", \"appliedAt\": \"2026-01-01T00:00:00Z\"}".formatted(token))
                        .post("/v1/changes/ack")
                        .statusCode())
                .isEqualTo(200);
    }

    private static List<JsonNode> partners() {
        List<JsonNode> all = new ArrayList<>();
        for (String next = "/v1/partners?limit=200"; next != null; ) {
            var page = Api.tree(Api.as(Editor.editor()).get(next));
            page.path("items").forEach(all::add);
            next = page.path("next").asText(null);
        }
        return all.stream().filter(partner -> partner.has("release")).toList();
    }

    @Test
    void theyAreThoseOfTheListOfPartners() {
        var own = Bundles.unique();
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created("conditions/" + own, Editor.condition(own, "Condition"));
        Editor.released("documents/" + own, "conditions/" + own);
        acknowledge(Changes.now());
        acknowledge(Changes.now());
        // Its copy has no condition.
        acknowledge(
                Changes.pass("?limit=1000&type=document").get(0).path("next").asText());
        measure(Duration.ZERO);
        double urgent = gauge("clinic.partners.showing.withdrawn", "urgency", "urgent");
        Editor.removed("conditions/" + own, WITHDRAWN);
        acknowledge(Changes.now());

        measure(Duration.ZERO);
        assertThat(gauge("clinic.partners.showing.withdrawn", "urgency", "urgent"))
                .isEqualTo(urgent + 2);
        assertThat(gauge("clinic.partners", "behind", "none")).isPositive();
        var partners = partners();
        for (Tombstone.Urgency urgency : Tombstone.Urgency.values()) {
            long shown = partners.stream()
                    .flatMap(partner -> partner.path("withdrawn").findValuesAsText("urgency").stream())
                    .filter(urgency.name()::equals)
                    .count();
            assertThat(gauge(
                            "clinic.partners.showing.withdrawn",
                            "urgency",
                            urgency.name().toLowerCase(Locale.ROOT)))
                    .isEqualTo(shown);
        }
        assertThat(gauge("clinic.partners.lag.releases"))
                .isEqualTo(partners.stream()
                        .mapToLong(partner -> partner.path("behind").asLong())
                        .max()
                        .orElseThrow());
        assertThat(meters.find("clinic.partners").gauges().stream()
                        .mapToDouble(gauge -> gauge.value())
                        .sum())
                .isEqualTo(partners.size());

        double behind = partners.size() - gauge("clinic.partners", "behind", "none");
        measure(Duration.ofDays(2));
        assertThat(gauge("clinic.partners", "behind", "over_1d")).isEqualTo(behind);
        assertThat(gauge("clinic.partners.lag"))
                .isGreaterThan(Duration.ofDays(2).toSeconds());
        assertThat(gauge("clinic.partners.showing.withdrawn.oldest", "urgency", "urgent"))
                .isGreaterThan(Duration.ofDays(2).toSeconds());
    }

    @Test
    void withoutAReadingThereIsNoFigure() {
        new PartnerMeters(database, Clock.systemUTC(), types, meters);
        assertThat(gauge("clinic.partners.lag")).isNaN();
    }
}
