package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.ReleaseSeen;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.EventStream;
import org.cliniccontent.testing.EventStream.Event;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The feed as events: the same pass as the pages, followed by later releases. In tests a stream lasts 5 s. */
@ServiceTest
class ChangeStreamTest {

    private static final String PATH = "/v1/changes/stream";

    @Inject
    MeterRegistry meters;

    @Inject
    CurrentRelease current;

    @Inject
    jakarta.enterprise.event.Event<ReleaseSeen> seen;

    private static EventStream open(String query, String lastEventId) throws IOException {
        return new EventStream(RestAssured.port, PATH + query, Changes.partner(), lastEventId);
    }

    private static List<JsonNode> changes(List<Event> events) {
        return events.stream()
                .filter(event -> event.is("change"))
                .map(Event::data)
                .toList();
    }

    private static Event last(List<Event> events) {
        return events.get(events.size() - 1);
    }

    private static String released() {
        var own = Bundles.unique();
        Editor.created("references/" + own, Editor.reference(own));
        Editor.released("references/" + own);
        return own;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?type=condition", "?bucket=3f", "?bucket=07&type=treatment"})
    void itBeginsWithThePassThatThePagesAre(String query) throws IOException {
        var pages = FollowedPages.of(query);
        try (var stream = open(query, null)) {
            assertThat(stream.next().name()).isEqualTo("retry: 2000");
            var events = stream.pass();
            assertThat(changes(events)).isEqualTo(pages.changes());
            var last = last(events);
            assertThat(last.id()).isEqualTo(pages.token());
            assertThat(last.data().path("next").asText()).isEqualTo(pages.token());
            assertThat(last.data().path("digest").asText()).isEqualTo(pages.digest());
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.id() != null).isEqualTo(event.is("checkpoint")));
        }
    }

    @Test
    void theHeadSaysThatItIsAStreamOfEvents() throws IOException {
        try (var stream = open("?bucket=00", null)) {
            assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
            assertThat(stream.header("Content-Release")).matches("[1-9][0-9]*");
            assertThat(stream.header("RateLimit")).startsWith("\"caller\"");
        }
        var head = Api.as(Changes.partner()).head(PATH);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.contentType()).isEqualTo("text/event-stream");
    }

    @Test
    void whatIsPublishedComesToWhoeverWaits() throws IOException {
        var token = FollowedPages.of("").token();
        try (var stream = open("", token)) {
            assertThat(changes(stream.pass())).isEmpty();
            var first = released();
            var pass = stream.pass();
            assertThat(changes(pass)).singleElement().satisfies(change -> assertThat(
                            change.path("slug").asText())
                    .isEqualTo(first));
            var second = released();
            assertThat(changes(stream.pass())).singleElement().satisfies(change -> assertThat(
                            change.path("slug").asText())
                    .isEqualTo(second));
            assertThat(FollowedPages.of("?token=" + last(pass).id()).changes()).hasSize(1);
        }
    }

    @Test
    void itEndsByItselfAndGoesOnAfterTheLastCheckpoint() throws IOException {
        var token = FollowedPages.of("").token();
        String id = null;
        try (var stream = open("", token)) {
            for (Event event = stream.next(); event != null; event = stream.next()) {
                id = Objects.requireNonNullElse(event.id(), id == null ? "" : id);
            }
            assertThat(stream.comments()).isPositive();
        }
        assertThat(id).isEqualTo(token);
        var own = released();
        try (var again = open("", id)) {
            assertThat(changes(again.pass())).singleElement().satisfies(change -> assertThat(
                            change.path("slug").asText())
                    .isEqualTo(own));
        }
    }

    @Test
    void itEndsWhenTheHistoryIsAnotherOneThanItWas() throws IOException {
        var token = FollowedPages.of("").token();
        try (var stream = open("", token)) {
            stream.pass();
            long release = current.number();
            seen.fire(new ReleaseSeen(release, release, true));
            for (Event event = stream.next(); event != null; event = stream.next()) {
                assertThat(event.is("change")).isFalse();
            }
            assertThat(stream.comments())
                    .as("it does not wait for the end of its time")
                    .isLessThan(4);
        }
    }

    @Test
    void theLastEventsIdGoesBeforeTheTokenOfTheAddress() throws IOException {
        var early = Changes.page("?limit=1").path("next").asText();
        try (var stream = open("?token=" + early, FollowedPages.of("").token())) {
            assertThat(changes(stream.pass())).isEmpty();
        }
    }

    @Test
    void whoWaitsAtTheSamePlaceSharesWhatIsRead() throws IOException {
        var token = FollowedPages.of("").token();
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                streams.add(open("", token));
            }
            for (EventStream stream : streams) {
                stream.pass();
            }
            double before = meters.get("clinic.sync.stretches").counter().count();
            var own = released();
            for (EventStream stream : streams) {
                assertThat(changes(stream.pass())).singleElement().satisfies(change -> assertThat(
                                change.path("slug").asText())
                        .isEqualTo(own));
            }
            assertThat(meters.get("clinic.sync.stretches").counter().count() - before)
                    .isEqualTo(1);
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    @Test
    void whatIsWrongIsAProblem() {
        var key = Changes.partner();
        Api.problem(Api.as(key).get(PATH + "?limit=5"), 400, "invalid-parameter");
        Api.problem(Api.as(key).header("Last-Event-ID", "nonsense").get(PATH), 400, "invalid-sync-token");
        Api.problem(Api.as(key).accept("application/json").get(PATH), 406, "not-acceptable");
        Api.problem(Api.given().get(PATH), 401, "unauthorized");
    }

    @Test
    void withATokenOfAPartOnlyThatPartIsFollowed() throws IOException {
        var token = FollowedPages.of("?type=condition").token();
        try (var stream = open("?type=condition", token)) {
            stream.pass();
            released();
            var pass = stream.pass();
            assertThat(changes(pass)).isEmpty();
            assertThat(last(pass).id()).isNotEqualTo(token);
        }
    }
}
