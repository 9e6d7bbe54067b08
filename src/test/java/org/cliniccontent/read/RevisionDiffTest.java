package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editors;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What changed in an entity between two releases, as its editors would say it. */
@ServiceTest
class RevisionDiffTest {

    private final Import bundles;

    @Inject
    RevisionDiffTest(Import bundles) {
        this.bundles = bundles;
    }

    private long publish(String yaml) {
        return bundles.run(Bundles.bytes(yaml), "diff", "test").orElseThrow().number();
    }

    private static String head(String own) {
        return Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-cause", "Cause")
                + Bundles.condition(own + "-other", "Other");
    }

    private static String condition(String own, String cause, String how) {
        return Bundles.condition(
                own, "Effect", ", aliases: [a, b], causedBy: [{condition: %s, how: %s}]".formatted(own + cause, how));
    }

    private static List<String> differences(JsonNode diff) {
        List<String> read = new ArrayList<>();
        diff.path("differences")
                .forEach(each -> read.add("%s %s %s %s"
                        .formatted(
                                each.path("kind").asText(),
                                each.path("pointer").asText(),
                                each.path("before"),
                                each.path("after"))));
        return read;
    }

    @Test
    void itIsReadInTheWordsOfEditors() {
        var own = Bundles.unique();
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        long two = publish(head(own) + condition(own, "-cause", "It may."));
        long three = publish(head(own) + condition(own, "-other", "It may."));
        var path = "/v1/conditions/" + own + "/diff";

        var how = Api.json(path + "?from=" + one + "&to=" + two);
        assertThat(differences(how)).containsExactly("CHANGED /causedBy/0/how \"It does.\" \"It may.\"");
        assertThat(how.at("/from/release").asLong()).isEqualTo(one);
        assertThat(how.at("/to/release").asLong()).isEqualTo(two);
        assertThat(how.at("/to/sha256"))
                .isEqualTo(Api.json("/v1/conditions/" + own + "?release=" + two).path("sha256"));

        var who = "REMOVED /causedBy/0 {\"condition\":\"%1$s-cause\",\"how\":\"It may.\"} "
                + "| ADDED /causedBy/0  {\"condition\":\"%1$s-other\",\"how\":\"It may.\"}";
        assertThat(String.join("| ", differences(Api.json(path)))).isEqualTo(who.formatted(own));
        assertThat(Api.json(path)).isEqualTo(Api.json(path + "?from=" + two + "&to=" + three));
        assertThat(Api.json(path + "?to=" + two)).isEqualTo(how);
    }

    @Test
    void aStateThatHeldAtBothHasNoDifference() {
        var own = Bundles.unique();
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        long two = publish(Bundles.document(own + "-2"));
        var diff = Api.json("/v1/conditions/" + own + "/diff?from=" + one + "&to=" + two);
        assertThat(diff.path("differences")).isEmpty();
        assertThat(diff.path("from")).isEqualTo(diff.path("to"));
    }

    @Test
    void aTargetThatWasRenamedIsNoDifferenceAndAnEntityThatWasShowsInItsRevisions() {
        var own = Bundles.unique();
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        long two = publish(Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-renamed", "Cause")
                + Bundles.condition(
                        own + "-new",
                        "Effect",
                        ", aliases: [a, b], causedBy: [{condition: %s-renamed, how: It may.}]".formatted(own))
                + "renamed: {\"conditions/%1$s-cause\": \"%1$s-renamed\", \"conditions/%1$s\": \"%1$s-new\"}\n"
                        .formatted(own));
        var diff = Api.json("/v1/conditions/" + own + "-new/diff?from=" + one + "&to=" + two);
        assertThat(differences(diff)).containsExactly("CHANGED /causedBy/0/how \"It does.\" \"It may.\"");
        assertThat(diff.at("/from/slug").asText()).isEqualTo(own);
        assertThat(diff.at("/to/slug").asText()).isEqualTo(own + "-new");
    }

    @Test
    void aTargetWhoseSlugAnotherTookIsTold() {
        var own = Bundles.unique();
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        var removed = Api.json("/v1/conditions/" + own + "-cause").path("id").asText();
        publish(head(own) + condition(own, "-other", "It does."));
        Editors.delete("conditions/" + own + "-cause");
        Editors.rename("conditions/" + own + "-cause", own + "-gone");
        long last = Editors.takeOver(head(own) + condition(own, "-cause", "It does."), "conditions/" + own + "-cause");
        assertThat(differences(Api.json("/v1/conditions/" + own + "/diff?from=" + one + "&to=" + last)))
                .containsExactly(
                        "REMOVED /causedBy/0 {\"condition\":\"%s-cause (%s)\",\"how\":\"It does.\"} "
                                .formatted(own, removed),
                        "ADDED /causedBy/0  {\"condition\":\"%s-cause\",\"how\":\"It does.\"}".formatted(own));
    }

    @Test
    void whatWasNotPublishedThenIsNotFound() {
        var own = Bundles.unique();
        long before = publish(Bundles.document(own + "-2"));
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        long two = publish(head(own) + condition(own, "-cause", "It may."));
        long removed = Editors.delete("conditions/" + own);
        var path = "/v1/conditions/" + own + "/diff";
        Api.problem(path + "?from=" + before + "&to=" + one, 404, "not-found");
        Api.problem(path + "?to=" + one, 404, "not-found");
        Api.problem(path + "?from=" + one + "&to=" + removed, 404, "not-found");
        Api.problem(path, 404, "not-found");
        assertThat(differences(Api.json(path + "?to=" + two))).hasSize(1);
    }

    @Test
    void itCanBeCachedLikeEveryRead() {
        var own = Bundles.unique();
        long one = publish(head(own) + condition(own, "-cause", "It does."));
        long two = publish(head(own) + condition(own, "-cause", "It may."));
        var response = Api.get("/v1/conditions/" + own + "/diff?from=" + one + "&to=" + two);
        assertThat(response.header("Content-Release")).isEqualTo(Long.toString(two));
        assertThat(response.header("Surrogate-Key")).contains("condition/" + own);
        assertThat(response.header("ETag")).isNotNull();
    }
}
