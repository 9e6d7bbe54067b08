package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editors;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Anyone can check that the history was not altered, with nothing but the public answers: each release's hash, as the
 * contract describes it, covers what it did and the hash before.
 */
@ServiceTest
class ReleaseChainTest {

    private static final String FIRST = "0".repeat(64);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Import bundles;

    @Inject
    ReleaseChainTest(Import bundles) {
        this.bundles = bundles;
    }

    /** The service's answer for one release, with the changes of all pages. */
    private static ObjectNode answer(long number) {
        var path = "/v1/releases/" + number + "?limit=200";
        var answer = (ObjectNode) Api.json(path);
        var changes = (ArrayNode) answer.get("changes");
        for (var next = answer.path("next").asText(null); next != null; ) {
            var page = Api.json(next);
            page.path("changes").forEach(changes::add);
            next = page.path("next").asText(null);
        }
        return answer;
    }

    private static List<ObjectNode> answers(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(ReleaseChainTest::answer)
                .toList();
    }

    private static String hash(ObjectNode answer) {
        var release = answer.path("release");
        var lines = new StringBuilder();
        lines.append(release.path("previousHash").asText()).append('\n');
        lines.append(release.path("number").asLong()).append('\n');
        lines.append(MICROSECONDS.format(
                        Instant.parse(release.path("publishedAt").asText())))
                .append('\n');
        lines.append(CanonicalJson.sha256(release.path("message").asText())).append('\n');
        lines.append(CanonicalJson.sha256(release.path("author").asText())).append('\n');
        List<JsonNode> changes = new ArrayList<>();
        answer.path("changes").forEach(changes::add);
        changes.sort(
                Comparator.comparing((JsonNode change) -> change.path("type").asText())
                        .thenComparing(change -> change.path("id").asText()));
        for (JsonNode change : changes) {
            var kind = change.path("kind").asText();
            var state = kind.equals("ADDED") || kind.equals("CHANGED") ? "PUBLISHED" : kind;
            var approver = change.has("approvedBy")
                    ? CanonicalJson.sha256(change.path("approvedBy").asText())
                    : "-";
            lines.append(change.path("type").asText())
                    .append('/')
                    .append(change.path("id").asText())
                    .append(' ')
                    .append(state)
                    .append(' ')
                    .append(change.path("sha256").asText())
                    .append(' ')
                    .append(approver)
                    .append('\n');
        }
        return CanonicalJson.sha256(lines.toString());
    }

    /** @param anchor the hash before the first of them, which is trusted */
    private static boolean holds(String anchor, List<ObjectNode> answers) {
        var previous = anchor;
        for (ObjectNode answer : answers) {
            var release = answer.path("release");
            if (!release.path("previousHash").asText().equals(previous)
                    || !release.path("hash").asText().equals(hash(answer))) {
                return false;
            }
            previous = release.path("hash").asText();
        }
        return true;
    }

    /** Three releases: one adds, one changes, one withdraws with an approver. */
    private List<ObjectNode> own() {
        var own = Bundles.unique();
        var first = bundles.run(
                        Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "One")),
                        "adds “quotes”, é and\na second line",
                        "somebody")
                .orElseThrow();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Two")),
                "changes",
                "somebody");
        long last = Editors.remove(
                "conditions/" + own, "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"ROUTINE\"}");
        return answers(first.number(), last);
    }

    @Test
    void theWholeHistoryHolds() {
        long current = Api.json("/v1").path("release").path("number").asLong();
        assertThat(holds(FIRST, answers(1, current))).isTrue();
    }

    @Test
    void theListOfReleasesHasTheSameHashes() {
        own();
        var listed = Api.json("/v1/releases?limit=3").path("items");
        for (JsonNode release : listed) {
            assertThat(release)
                    .isEqualTo(Api.json("/v1/releases/" + release.path("number").asLong())
                            .path("release"));
        }
        assertThat(listed.path(0).path("previousHash")).isEqualTo(listed.path(1).path("hash"));
    }

    @Test
    void anAlteredHistoryDoesNot() {
        var answers = own();
        var anchor = answers.get(0).at("/release/previousHash").asText();
        assertThat(holds(anchor, answers)).isTrue();
        assertThat(answers.get(2).at("/changes/0/approvedBy").asText()).isNotEmpty();

        Map<String, Consumer<List<ObjectNode>>> alterations = new LinkedHashMap<>();
        alterations.put("another message", copies -> release(copies, 0).put("message", "x"));
        alterations.put("another author", copies -> release(copies, 1).put("author", "x"));
        alterations.put("another time", copies -> release(copies, 1).put("publishedAt", "2026-01-01T00:00:00.000001Z"));
        alterations.put("another number", copies -> release(copies, 1).put("number", 1));
        alterations.put("another state", copies -> change(copies, 2).put("kind", "DELETED"));
        alterations.put("another content", copies -> change(copies, 1).put("sha256", FIRST));
        alterations.put(
                "another entity", copies -> change(copies, 1).put("id", "00000000-0000-0000-0000-000000000000"));
        alterations.put("another type", copies -> change(copies, 1).put("type", "caveat"));
        alterations.put("another approver", copies -> change(copies, 2).put("approvedBy", "x"));
        alterations.put("no approver", copies -> change(copies, 2).remove("approvedBy"));
        alterations.put("an approver", copies -> change(copies, 1).put("approvedBy", "x"));
        alterations.put("a change too few", copies -> ((ArrayNode) copies.get(0).get("changes")).remove(0));
        alterations.put(
                "a change too many", copies -> ((ArrayNode) copies.get(1).get("changes"))
                        .add(copies.get(0).at("/changes/0")));
        alterations.put("a release too few", copies -> copies.remove(1));
        alterations.put("releases swapped", copies -> copies.add(0, copies.remove(1)));
        alterations.put("a release made anew", copies -> {
            release(copies, 1).put("message", "x");
            release(copies, 1).put("hash", hash(copies.get(1)));
        });
        alterations.forEach((name, alteration) -> {
            List<ObjectNode> copies = new ArrayList<>();
            answers.forEach(answer -> copies.add(answer.deepCopy()));
            alteration.accept(copies);
            assertThat(holds(anchor, copies)).as(name).isFalse();
        });
    }

    private static ObjectNode release(List<ObjectNode> answers, int index) {
        return (ObjectNode) answers.get(index).get("release");
    }

    private static ObjectNode change(List<ObjectNode> answers, int index) {
        return (ObjectNode) answers.get(index).at("/changes/0");
    }
}
