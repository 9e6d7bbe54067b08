package org.cliniccontent.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cliniccontent.caveat.CaveatType;
import org.cliniccontent.condition.ConditionType;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.document.DocumentType;
import org.cliniccontent.reference.ReferenceType;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.treatment.TreatmentType;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is stored, copying it with its links followed makes what trees would make of it. */
class CompositionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, TypeDescription> TYPES = List.<ContentType>of(
                    new DocumentType(), new ReferenceType(), new CaveatType(), new ConditionType(), new TreatmentType())
            .stream()
            .map(ContentType::description)
            .collect(Collectors.toMap(TypeDescription::name, type -> type));
    private static final Map<String, Shape> SHAPES = new HashMap<>();

    static {
        TYPES.forEach((name, type) -> SHAPES.put(name, new Shape(type)));
    }

    private final Map<UUID, Item> items = new LinkedHashMap<>();
    private Random random = new Random(0);
    private List<String> texts = List.of();

    private String text() {
        return texts.get(random.nextInt(texts.size()));
    }

    private ObjectNode entity(String type) {
        var id = new UUID(random.nextLong(), random.nextLong());
        var body = JSON.createObjectNode()
                .put("id", id.toString())
                .put("type", type)
                .put("slug", type + '-' + items.size())
                .put(TYPES.get(type).label(), text())
                .put("summary", text());
        if (random.nextBoolean()) {
            body.putObject("review").put("lastReviewed", "2025").put("nextDue", "202" + (6 + random.nextInt(3)));
        }
        return body;
    }

    private void add(ObjectNode body) {
        var candidate = Candidate.of(TYPES.get(body.path("type").asText()), body);
        items.put(
                candidate.id(),
                new Item(
                        candidate.id(),
                        candidate.type().name(),
                        candidate.slug(),
                        candidate.name(),
                        candidate.state(),
                        items.size() + 1L,
                        Instant.ofEpochSecond(items.size()),
                        candidate.reviewDue(),
                        candidate.canonical().getBytes(StandardCharsets.UTF_8),
                        candidate.sha256()));
    }

    private List<Item> ofType(String type) {
        return items.values().stream().filter(item -> item.type().equals(type)).toList();
    }

    private void links(ArrayNode to, String type) {
        for (Item target : ofType(type)) {
            if (random.nextBoolean()) {
                link(to.addObject(), target);
            }
        }
    }

    private static void link(ObjectNode to, Item target) {
        to.put("id", target.id().toString()).put("type", target.type());
    }

    private void passage(ObjectNode to) {
        var documents = ofType("document");
        link(
                to.put("quote", text()).put("start", 1).put("end", 12).putObject("document"),
                documents.get(random.nextInt(documents.size())));
    }

    private void condition() {
        var body = entity("condition");
        links(body.putArray("caveats"), "caveat");
        links(body.putArray("references"), "reference");
        passage(body.putArray("passages").addObject());
        var causes = body.putArray("causedBy");
        for (Item cause : ofType("condition")) {
            link(causes.addObject().put("how", text()).putObject("condition"), cause);
        }
        add(body);
    }

    private void content(long seed, List<String> given) {
        items.clear();
        random = new Random(seed);
        texts = given;
        for (int i = 0; i < 3; i++) {
            add(entity("document").put("locale", "en"));
        }
        for (int i = 0; i < 3; i++) {
            add(entity("reference").put("citationKey", text()));
            var caveat = entity("caveat").put("kind", "SAFETY");
            links(caveat.putArray("references"), "reference");
            passage(caveat.putArray("passages").addObject());
            add(caveat);
        }
        condition();
        condition();
        for (int i = 0; i < 2; i++) {
            var treatment = entity("treatment");
            passage(treatment.putArray("aims").addObject().put("text", text()).putObject("passage"));
            links(treatment.putArray("conditions"), "condition");
            links(treatment.putArray("caveats"), "caveat");
            links(treatment.putArray("references"), "reference");
            // Of an older view: not in the present one.
            treatment.put("former", text());
            add(treatment);
        }
    }

    @Property(tries = 200)
    void isWhatTreesWouldMakeOfIt(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 5) List<String> given,
            @ForAll @IntRange(max = 7) int choice)
            throws IOException {
        // A lone surrogate is no text, and cannot be stored.
        content(
                seed,
                given.stream()
                        .map(each -> new String(each.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .toList());
        var day = LocalDate.of(2027, 10, 30);
        var plain = new PlainComposition(items::get, TYPES::get, day);
        for (String type : TYPES.keySet()) {
            var selection = selection(TYPES.get(type), choice);
            var composition = new Composition(SHAPES::get, this::asMuchAsIsShown, ReadContext.ofToday(9, day));
            var composed = composition.of(ofType(type), selection);
            List<String> expected = new ArrayList<>();
            ofType(type).forEach(root -> expected.add(plain.of(root, selection).toString()));
            List<String> found = new ArrayList<>();
            for (byte[] each : composed) {
                found.add(JSON.readTree(each).toString());
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    private static Selection selection(TypeDescription type, int choice) {
        Set<String> include = new HashSet<>(Selection.includable(type));
        if ((choice & 1) == 1) {
            include.remove("references");
        }
        if ((choice & 2) == 2) {
            include.retainAll(Set.of("references"));
        }
        return new Selection(
                (choice & 4) == 4 ? Optional.of(Set.of("references", "causedBy")) : Optional.empty(), include);
    }

    /** As the database gives it. */
    private List<Item> asMuchAsIsShown(Set<UUID> ids, Set<String> whole) {
        return ids.stream()
                .map(items::get)
                .map(item -> whole.contains(item.type()) || item.type().equals("document")
                        ? item
                        : Item.linked(item.id(), item.type(), item.slug(), item.name()))
                .toList();
    }
}
