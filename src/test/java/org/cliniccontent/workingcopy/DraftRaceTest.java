package org.cliniccontent.workingcopy;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Of those who want the same at the same time one has it, and the others are told. */
@ServiceTest
class DraftRaceTest {

    private static final int RACERS = 8;

    private String own;
    private String path;

    @BeforeEach
    void aDocument() {
        own = Bundles.unique();
        path = "conditions/" + own;
        Editor.created("documents/" + own, Editor.document("Document"));
    }

    private static List<Integer> race(IntFunction<Callable<Response>> racers) throws Exception {
        var start = new CyclicBarrier(RACERS);
        var pool = Executors.newFixedThreadPool(RACERS);
        try {
            List<Future<Response>> running = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                var racer = racers.apply(i);
                running.add(pool.submit(() -> {
                    start.await();
                    return racer.call();
                }));
            }
            List<Integer> statuses = new ArrayList<>();
            for (var each : running) {
                statuses.add(each.get().statusCode());
            }
            return statuses;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void oneWon(List<Integer> statuses, int won) {
        assertThat(statuses).containsOnlyOnce(won);
        assertThat(statuses.stream().filter(status -> status != won))
                .allMatch(status -> status == 409 || status == 412);
    }

    @Test
    void oneCreates() throws Exception {
        oneWon(race(i -> () -> Editor.create(path, Editor.condition(own, "By " + i))), 201);
        assertThat(Editor.draft(path).path("version").asLong()).isEqualTo(1);
    }

    @Test
    void oneSaves() throws Exception {
        Editor.created(path, Editor.condition(own, "First"));
        var tag = Editor.tag(path);
        oneWon(
                race(i -> () -> Editor.as(Editor.editor())
                        .header("If-Match", tag)
                        .contentType(Editor.JSON)
                        .body(Editor.condition(own, "By " + i).toString())
                        .put("/v1/drafts/" + path)),
                200);
        assertThat(Editor.draft(path).path("version").asLong()).isEqualTo(2);
    }

    @Test
    void oneHasTheSlug() throws Exception {
        for (int i = 0; i < RACERS; i++) {
            Editor.created(path + '-' + i, Editor.condition(own, "C" + i));
        }
        for (int round = 0; round < 8; round++) {
            var slug = own + "-round-" + round;
            oneWon(race(i -> () -> Editor.step(path + '-' + i, "rename", "{\"slug\": \"%s\"}".formatted(slug))), 200);
            var winner = Editor.draft("conditions/" + slug).path("name").asText();
            assertThat(winner).isIn(List.of("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7"));
            var back = path + '-' + winner.substring(1);
            Editor.succeeded(
                    Editor.step("conditions/" + slug, "rename", "{\"slug\": \"%s\"}".formatted(back.substring(11))));
        }
    }

    @Test
    void whatIsPointedToMeanwhileStays() throws Exception {
        for (int round = 0; round < 4; round++) {
            var caveat = "caveats/%s-%d".formatted(own, round);
            var slug = own + '-' + round;
            Editor.created(caveat, Editor.caveat(own, "Mind this"));
            var statuses = race(i -> () -> i == 0
                    ? Editor.discard(caveat)
                    : Editor.create("treatments/%s-%d".formatted(slug, i), Editor.treatment(own, "T", slug)));
            boolean discarded = statuses.get(0) == 204;
            assertThat(statuses.get(0)).isIn(204, 409);
            assertThat(statuses.subList(1, RACERS))
                    .allMatch(status -> status == (discarded ? 400 : 201) || status == 409);
            assertThat(Editor.get(caveat).statusCode()).isEqualTo(discarded ? 404 : 200);
        }
    }
}
