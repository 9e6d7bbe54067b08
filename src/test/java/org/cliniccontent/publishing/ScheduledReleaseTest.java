package org.cliniccontent.publishing;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cliniccontent.database.Database;
import org.cliniccontent.installation.StoreOwner;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A scheduled release: made once, of the approved content, or refused with the reason. */
@ServiceTest
class ScheduledReleaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ScheduledReleases scheduled;
    private final Database database;
    private final StoreOwner owner;
    private String own;
    private String path;

    @Inject
    ScheduledReleaseTest(ScheduledReleases scheduled, Database database, StoreOwner owner) {
        this.scheduled = scheduled;
        this.database = database;
        this.owner = owner;
    }

    @BeforeEach
    void anApprovedReference() {
        own = Bundles.unique();
        path = "references/" + own;
        Editor.created(path, Editor.reference(own));
        Editor.approved(path);
    }

    private static JsonNode scheduled(Instant at, String... paths) {
        var response = Editor.release(List.of(paths), ", \"publishAt\": \"%s\"".formatted(at));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        var made = Api.tree(response);
        assertThat(response.header("Location"))
                .isEqualTo("/v1/scheduled-releases/" + made.path("id").asText());
        assertThat(made.path("state").asText()).isEqualTo("PENDING");
        return made;
    }

    private static JsonNode find(JsonNode made) {
        return Api.tree(Editor.succeeded(Editor.as(Editor.publisher())
                .get("/v1/scheduled-releases/" + made.path("id").asText())));
    }

    /** Polls until it is not pending any more: the running service makes it. */
    private static JsonNode whenItIsDone(JsonNode made) {
        await("it is done", () -> !find(made).path("state").asText().equals("PENDING"));
        return find(made);
    }

    private static Instant soon() {
        return Instant.now().plusMillis(700);
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofDays(300));
    }

    /** Makes a release due once everything has happened that must happen before it, however long that took. */
    private void comesNow(JsonNode made) {
        database.update(
                "update scheduled_release set publish_at = now() where id = ?::uuid",
                made.path("id").asText());
    }

    /** Checks a copy of a store, which contains the original's scheduled releases. */
    @Test
    void itIsNotMadeInAStoreOfAnotherInstallation() {
        belongsTo("'another'");
        try {
            var made = scheduled(soon(), path);
            await("it is another's", () -> !owner.isOurs());
            await("its time has come", () -> Instant.now()
                    .isAfter(Instant.parse(made.path("publishAt").asText())));
            scheduled.runDue();
            assertThat(find(made).path("state").asText()).isEqualTo("PENDING");
            belongsTo("null");
            assertThat(whenItIsDone(made).path("state").asText()).isEqualTo("RELEASED");
        } finally {
            belongsTo("null");
            await("it is ours again", owner::isOurs);
        }
    }

    private void belongsTo(String name) {
        database.update("""
                insert into installation (number, name, place, how, at)
                select coalesce(max(number), 0) + 1, %s, store_place(), 'RESTORED', now() from installation
                """.formatted(name));
    }

    @Test
    void itIsMadeWhenItsTimeHasCome() {
        var at = soon();
        var made = scheduled(at, path);
        assertThat(made.path("drafts").path(path)).isEqualTo(Editor.draft(path).path("sha256"));
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(404);
        var done = whenItIsDone(made);
        assertThat(done.path("state").asText()).isEqualTo("RELEASED");
        var release = Api.json("/v1/releases/" + done.path("release").asLong());
        assertThat(Instant.parse(release.at("/release/publishedAt").asText())).isAfterOrEqualTo(at);
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(200);
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
    }

    @Test
    void itIsRefusedIfSomethingWasChangedMeanwhile() {
        var made = scheduled(later(), path);
        Editor.patched(path, "{\"title\": \"Changed\"}");
        comesNow(made);
        var done = whenItIsDone(made);
        assertThat(done.path("state").asText()).isEqualTo("REFUSED");
        assertThat(done.path("faults").findValuesAsText("pointer")).containsExactly('/' + path);
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(404);
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
    }

    @Test
    void itIsRefusedIfSomethingElseWasApprovedMeanwhile() {
        var made = scheduled(later(), path);
        Editor.patched(path, "{\"title\": \"Changed\"}");
        Editor.approved(path);
        comesNow(made);
        var done = whenItIsDone(made);
        assertThat(done.path("state").asText()).isEqualTo("REFUSED");
        assertThat(done.path("faults").path(0).path("detail").asText()).contains("approved anew");
        assertThat(Editor.state(path)).isEqualTo("APPROVED");
    }

    @Test
    void whatWasReleasedAlreadyDoesNotStandAgainstTheRest() {
        var other = path + "-2";
        Editor.created(other, Editor.reference(own + "-2"));
        Editor.approved(other);
        var both = scheduled(later(), path, other);
        var one = scheduled(later(), path);
        assertThat(Editor.release(List.of(path), "").statusCode()).isEqualTo(201);
        due(one);
        due(both);
        assertThat(whenItIsDone(one).path("state").asText()).isEqualTo("RELEASED");
        assertThat(find(one).has("release")).as("nothing was left to change").isFalse();
        assertThat(whenItIsDone(both).path("state").asText()).isEqualTo("RELEASED");
        var changes =
                Api.json("/v1/releases/" + find(both).path("release").asLong()).path("changes");
        assertThat(changes.findValuesAsText("slug")).containsExactly(own + "-2");
    }

    @Test
    void whatWasRemovedSinceIsNotBroughtBack() {
        var made = scheduled(later(), path);
        assertThat(Editor.release(List.of(path), "").statusCode()).isEqualTo(201);
        Editor.removed(path, "{\"kind\": \"DELETED\"}");
        due(made);
        assertThat(whenItIsDone(made).path("state").asText()).isEqualTo("REFUSED");
        Api.problem("/v1/" + path, 410, "gone");
    }

    @Test
    void itIsCancelledWhileItsTimeHasNotCome() {
        var made = scheduled(later(), path);
        var target = "/v1/scheduled-releases/" + made.path("id").asText();
        assertThat(Editor.as(Editor.publisher()).delete(target).statusCode()).isEqualTo(204);
        assertThat(find(made).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(Editor.as(Editor.publisher()).delete(target).statusCode())
                .as("once more is the same")
                .isEqualTo(204);
        var done = whenItIsDone(scheduled(soon(), path));
        assertThat(done.path("state").asText()).isEqualTo("RELEASED");
        Api.problem(
                Editor.as(Editor.publisher())
                        .delete("/v1/scheduled-releases/" + done.path("id").asText()),
                409,
                "conflict");
    }

    @Test
    void itIsMadeOnceWhoeverMakesIt() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var each = "%s-x%d".formatted(path, i);
            Editor.created(each, Editor.reference(own + "-x" + i));
            Editor.approved(each);
            all.add(scheduled(Instant.now().plusMillis(900), each));
        }
        var start = new CyclicBarrier(6);
        var pool = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                running.add(pool.submit(() -> {
                    start.await();
                    while (all.stream().anyMatch(each -> scheduled
                            .find(java.util.UUID.fromString(each.path("id").asText()))
                            .orElseThrow()
                            .state()
                            .equals(ScheduledReleases.State.PENDING))) {
                        scheduled.runDue();
                    }
                    return null;
                }));
            }
            for (var each : running) {
                each.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(all.stream().map(each -> find(each).path("release").asLong()).distinct())
                .hasSize(3)
                .allMatch(release -> release > 0);
    }

    /** Checks an unforeseen failure: here a row that cannot be read. */
    @Test
    void oneThatGoesWrongHoldsNobodyUp() {
        var broken = UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> database.update("""
                insert into scheduled_release
                    (id, publish_at, message, author, created_at, drafts, reuse_slugs, state)
                values (?, now() - interval '1 day', 'broken', 'test', now(), '[]', '{}', 'PENDING')
                """, broken));
        try {
            assertThat(whenItIsDone(scheduled(soon(), path)).path("state").asText())
                    .isEqualTo("RELEASED");
        } finally {
            QuarkusTransaction.requiringNew()
                    .run(() -> database.update("delete from scheduled_release where id = ?", broken));
        }
    }

    @Test
    void theNewestComeFirstAndNoneIsLostOrRepeated() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            made.add(0, scheduled(later(), path).path("id").asText());
        }
        List<String> listed = new ArrayList<>();
        for (String next = "/v1/scheduled-releases"; next != null; ) {
            var page = Api.tree(Editor.succeeded(Editor.as(Editor.publisher()).get(next)));
            page.path("items").forEach(each -> listed.add(each.path("id").asText()));
            next = page.path("next").asText(null);
        }
        assertThat(listed).doesNotHaveDuplicates().containsSubsequence(made);
        Api.problem(Editor.as(Editor.publisher()).get("/v1/scheduled-releases?cursor=x"), 400, "invalid-cursor");
        for (String parameter : List.of("limit=0", "limit=201", "size=1")) {
            Api.problem(
                    Editor.as(Editor.publisher()).get("/v1/scheduled-releases?" + parameter), 400, "invalid-parameter");
        }
        for (String id : List.of("x", "1-1-1-1-1", "00000000-0000-7000-8000-000000000000")) {
            Api.problem(Editor.as(Editor.publisher()).get("/v1/scheduled-releases/" + id), 404, "not-found");
            Api.problem(Editor.as(Editor.publisher()).delete("/v1/scheduled-releases/" + id), 404, "not-found");
        }
    }

    @Test
    void whatIsNotApprovedIsNotScheduled() {
        Editor.patched(path, "{\"title\": \"Changed\"}");
        var response = Editor.release(List.of(path), ", \"publishAt\": \"%s\"".formatted(later()));
        assertThat(Editor.pointers(Api.problem(response, 422, "not-publishable")))
                .containsExactly('/' + path);
    }

    /** Makes the release due. */
    private void due(JsonNode made) {
        database.update(
                "update scheduled_release set publish_at = now() where id = ?::uuid",
                made.path("id").asText());
    }
}
