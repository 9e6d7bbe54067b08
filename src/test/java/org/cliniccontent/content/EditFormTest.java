package org.cliniccontent.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.testing.Api;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A published body as editors write it. */
class EditFormTest {

    private static final UUID CAUSE = new UUID(0, 1);
    private static final UUID CAVEAT = new UUID(0, 2);
    private static final UUID DOCUMENT = new UUID(0, 3);
    private static final Map<UUID, String> SLUGS = Map.of(CAUSE, "injury", CAVEAT, "be-careful", DOCUMENT, "article");

    private static final ObjectNode BODY = (ObjectNode) Api.parse("""
            {"id": "00000000-0000-0000-0000-000000000009", "type": "condition", "slug": "arthritis", "name": "Arthritis",
             "causedBy": [{"condition": {"id": "%s", "type": "condition"}, "how": "It does."}],
             "caveats": [{"id": "%s", "type": "caveat"}],
             "sections": [{"slug": "all", "type": "x"}],
             "passages": [{"document": {"id": "%s", "type": "document"}, "start": 0, "end": 3, "quote": "The"}]}
            """.formatted(CAUSE, CAVEAT, DOCUMENT));

    @Test
    void linksAreSlugsAndWhatTheServiceSetsIsLeftOut() {
        assertThat(EditForm.of(BODY, SLUGS::get)).isEqualTo(Api.parse("""
                {"name": "Arthritis", "causedBy": [{"condition": "injury", "how": "It does."}], "caveats": ["be-careful"],
                 "sections": [{"slug": "all", "type": "x"}],
                 "passages": [{"document": "article", "start": 0, "end": 3, "quote": "The"}]}
                """));
    }

    @Test
    void theBodyIsNotChanged() {
        var copy = BODY.deepCopy();
        EditForm.of(BODY, SLUGS::get);
        assertThat(BODY).isEqualTo(copy);
    }

    @Test
    void itsTargetsAreWhatItLinksTo() {
        assertThat(EditForm.targets(BODY)).containsExactlyInAnyOrder(CAUSE, CAVEAT, DOCUMENT);
    }

    @Test
    void aTargetWithoutASlugIsAFault() {
        assertThatThrownBy(() -> EditForm.of(BODY, id -> null)).isInstanceOf(IllegalStateException.class);
    }
}
