package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every entity of the bundled document, with everything that can be asked of it, is what trees would make of it. */
@ServiceTest
class BundledCompositionTest {

    private final ContentTypes types;
    private final Items items;
    private final Composer composer;

    @Inject
    BundledCompositionTest(ContentTypes types, Items items, Composer composer) {
        this.types = types;
        this.items = items;
        this.composer = composer;
    }

    /** Every choice of the relations that can be included. */
    private static List<Set<String>> includes(TypeDescription type) {
        var relations = Selection.includable(type);
        return IntStream.range(0, 1 << relations.size())
                .mapToObj(choice -> {
                    Set<String> chosen = new HashSet<>();
                    for (int i = 0; i < relations.size(); i++) {
                        if ((choice >> i & 1) == 1) {
                            chosen.add(relations.get(i));
                        }
                    }
                    return chosen;
                })
                .toList();
    }

    private static List<Selection> selections(TypeDescription type) {
        List<Selection> selections = new ArrayList<>();
        for (Set<String> include : includes(type)) {
            selections.add(new Selection(Optional.empty(), include));
            selections.add(new Selection(Optional.of(Set.of("summary", "references")), include));
        }
        return selections;
    }

    @Test
    void oneByOneAndTogether() {
        for (LocalDate day : List.of(LocalDate.parse("2026-01-31"), LocalDate.parse("2126-01-31"))) {
            var plain = new PlainComposition(id -> items.byIds(List.of(id), 1).get(id), types::description, day);
            types.descriptions().forEach(type -> isAsPlain(type, ReadContext.ofToday(1, day), plain));
        }
    }

    private void isAsPlain(TypeDescription type, ReadContext edition, PlainComposition plain) {
        var slugs = Api.slugs(Api.all(type.path() + "?release=1"));
        assertThat(slugs).isNotEmpty();
        var roots = slugs.stream()
                .map(slug -> items.bySlug(type.name(), slug, 1).orElseThrow())
                .toList();
        for (Selection selection : selections(type)) {
            var expected = roots.stream()
                    .map(root -> plain.of(root, selection))
                    .map(JsonNode::toString)
                    .toList();
            var together = composer.compose(roots, selection, edition, new HashSet<>());
            assertThat(together)
                    .map(bytes ->
                            Api.parse(new String(bytes, StandardCharsets.UTF_8)).toString())
                    .isEqualTo(expected);
            for (int i = 0; i < roots.size(); i++) {
                assertThat(composer.compose(List.of(roots.get(i)), selection, edition, new HashSet<>()))
                        .containsExactly(together.get(i));
            }
        }
    }
}
