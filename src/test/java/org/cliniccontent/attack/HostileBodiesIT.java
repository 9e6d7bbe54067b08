package org.cliniccontent.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Bodies that are small to send and large or expensive to parse. */
@ExtendWith(UnderAttack.class)
class HostileBodiesIT {

    private static final int AT_ONCE = 8;

    /** The maximum processor time per megabyte of a body, besides a request's usual cost. */
    private static final double MILLIS_A_MEGABYTE = 1_000;

    private static final double MILLIS_ANYWAY = 2_000;

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("zeros as conditions", Bodies.BUNDLE, Bodies.JSON, Bodies.zerosAsConditions(4_000_000)),
                arguments(
                        "zeros as conditions, 30 MB", Bodies.BUNDLE, Bodies.JSON, Bodies.zerosAsConditions(30_000_000)),
                arguments("empty lists in YAML", Bodies.BUNDLE, Bodies.YAML, Bodies.yamlFlow(1_200_000)),
                arguments("zeros in YAML", Bodies.BUNDLE, Bodies.YAML, Bodies.yamlSequence(1_000_000)),
                arguments("unknown keys in YAML", Bodies.BUNDLE, Bodies.YAML, Bodies.unknownKeys(100_000)),
                arguments("unknown keys in JSON", Bodies.BUNDLE, Bodies.JSON, Bodies.unknownKeysOfOne(300_000)),
                arguments("zeros as passages", draft(), Bodies.JSON, Bodies.zerosAsPassages(3_900_000)),
                arguments("empty objects", draft(), Bodies.JSON, Bodies.objects(1_200_000)),
                arguments("unknown members", draft(), Bodies.JSON, Bodies.unknownKeysOfOne(300_000)),
                arguments("deep", draft(), Bodies.JSON, Bodies.nested(1_900_000)));
    }

    private static String draft() {
        return "/v1/drafts/conditions/" + Bundles.unique();
    }

    private static RawClient.Answer send(Target target, String key, String path, String type, String body)
            throws Exception {
        var method = path.startsWith("/v1/drafts") ? "PUT" : "POST";
        try (var client = new RawClient(target.port(), "127.0.10.1")) {
            client.write(RawClient.head(method, path, key, type, body.length()) + body);
            return client.answer();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void eightAtOnceAreRefused(String name, String path, String type, String body, Target target) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            keys.add(target.key(Scope.DRAFTS_WRITE, Scope.RELEASES_PUBLISH, Scope.DRAFTS_REVIEW));
        }
        double before = target.processorMillis();
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<RawClient.Answer>> answers = new ArrayList<>();
            for (String key : keys) {
                answers.add(threads.submit(() -> send(target, key, path, type, body)));
            }
            for (Future<RawClient.Answer> answer : answers) {
                assertThat(answer.get().status()).as(answer.get().head()).isIn(400, 413, 429, 503);
                assertThat(answer.get().body().length()).isLessThan(100_000);
            }
        } finally {
            threads.shutdownNow();
        }
        double megabytes = AT_ONCE * body.length() / 1e6;
        assertThat(target.processorMillis() - before)
                .as("processor time of %.1f MB", megabytes)
                .isLessThan(MILLIS_ANYWAY + megabytes * MILLIS_A_MEGABYTE);
    }

    @Test
    void aLargeBundleIsTaken(Target target) throws Exception {
        var own = Bundles.unique();
        var bundle = Bodies.legitimate(own, 6_000);
        assertThat(bundle.length()).isGreaterThan(10_000_000);
        var key = target.key(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH);
        var dryRun = send(target, key, Bodies.BUNDLE, Bodies.YAML, bundle);
        assertThat(dryRun.status()).as(dryRun.body()).isEqualTo(200);
        var imported = send(target, key, "/v1/imports", Bodies.YAML, bundle);
        assertThat(imported.status()).as(imported.body()).isEqualTo(200);
    }

    @Test
    void theWorkEndsWithTheClient(Target target) throws Exception {
        var bundle = Bodies.legitimate(Bundles.unique(), 4_000);
        var key = target.key(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH);
        double start = target.processorMillis();
        assertThat(send(target, key, Bodies.BUNDLE, Bodies.YAML, bundle).status())
                .isEqualTo(200);
        double whole = target.processorMillis() - start;

        start = target.processorMillis();
        try (var client = new RawClient(target.port(), "127.0.10.2")) {
            client.write(RawClient.head("POST", Bodies.BUNDLE, key, Bodies.YAML, bundle.length()) + bundle);
            client.reset();
        }
        // The next one of the same caller waits for nothing that is left of it.
        assertThat(send(target, key, Bodies.BUNDLE, Bodies.YAML, "format: other\n")
                        .status())
                .isEqualTo(400);
        assertThat(target.processorMillis() - start).isLessThan(whole);
    }

    @Test
    void aCursorClaimsToBeLong(Target target) throws Exception {
        for (int length : new int[] {Integer.MAX_VALUE, 1_000_000_000, -1, Integer.MIN_VALUE}) {
            var query = "/v1/releases?cursor=" + Cursors.claiming(length);
            var answer = RawClient.exchange(target.port(), "127.0.10.3", RawClient.get(query));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.isProblem()).isTrue();
        }
    }
}
