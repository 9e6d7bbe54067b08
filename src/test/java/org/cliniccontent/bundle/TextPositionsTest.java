package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cliniccontent.bundle.TextPositions.Position;
import org.cliniccontent.http.body.StrictJson;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Where something stands is found in one reading, and is where a tree of the whole text would say it is. */
class TextPositionsTest {

    @Provide
    Arbitrary<JsonNode> documents() {
        var nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5).alpha().map(nodes::textNode),
                Arbitraries.of("two\nlines\n", "a: b", "- x", "ü 😀", " ").map(nodes::textNode),
                Arbitraries.integers().between(-5, 5).map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode));
        return Arbitraries.recursive(() -> scalars, this::containing, 0, 4);
    }

    private Arbitrary<JsonNode> containing(Arbitrary<JsonNode> values) {
        var nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> arrays =
                values.list().ofMaxSize(4).map(list -> nodes.arrayNode().addAll(list));
        Arbitrary<JsonNode> objects = Arbitraries.maps(
                        Arbitraries.of("a", "b", "c/d", "e~f", "0", "long name", "true"), values)
                .ofMaxSize(4)
                .map(map -> nodes.objectNode().setAll(map));
        return Arbitraries.oneOf(arrays, objects);
    }

    private static List<String> pointersIn(JsonNode node) {
        List<String> pointers = new ArrayList<>(List.of(""));
        node.properties().forEach(member -> pointersIn(member.getValue())
                .forEach(below -> pointers.add(StrictJson.below("", member.getKey()) + below)));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            var prefix = "/" + i;
            pointersIn(node.get(i)).forEach(below -> pointers.add(prefix + below));
        }
        // And what is not there.
        pointers.add("/nowhere/0");
        pointers.add("/0/a/nowhere");
        pointers.add("/a/999");
        return pointers;
    }

    @Property(tries = 500)
    void inYamlItIsWhereTheTreeSays(@ForAll("documents") JsonNode document) throws Exception {
        var yaml = new YAMLMapper().writeValueAsString(document);
        assertSame(yaml, pointersIn(document));
    }

    @Property(tries = 500)
    void inJsonItIsWhereTheTreeOfTheSameYamlSays(@ForAll("documents") JsonNode document) throws Exception {
        var json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
        var pointers = pointersIn(document);
        var positions = TextPositions.inJson(StrictJson.parser(json.getBytes(StandardCharsets.UTF_8)), pointers);
        if (!json.contains("😀")) {
            // YAML counts code points, JSON UTF-16 units.
            assertThat(positions.of(pointers)).isEqualTo(inTree(json, pointers));
        }
    }

    private static void assertSame(String yaml, List<String> pointers) {
        var positions = TextPositions.inYaml(new Yaml(), new StringReader(yaml), pointers);
        assertThat(positions.of(pointers)).as(yaml).isEqualTo(inTree(yaml, pointers));
    }

    @Test
    void ofTwoOfOneNameItIsTheFirst() {
        assertSame("a: {x: 1}\nb: 2\na: {x: 2, y: 3}\n", List.of("/a", "/a/x", "/a/y", "/b"));
    }

    @Test
    void tagsAnchorsAndComplexKeysAreNoHindrance() {
        assertSame("? [k, l]\n: &x !!str v\n? {m: n}\n: w\na: &y [1, !!int 2]\n", List.of("/a", "/a/0", "/a/1", "/b"));
    }

    @Test
    void whatEndsEarlyHasThePlacesBefore() {
        var positions =
                TextPositions.inYaml(new Yaml(), new StringReader("a: 1\nb: [1, {\n"), List.of("/a", "/b/0", "/c"));
        assertThat(positions.of("/a")).isEqualTo(new Position(0, 3));
        assertThat(positions.of("/b/0")).isEqualTo(new Position(1, 4));
        assertThat(positions.of("/c")).isEqualTo(new Position(0, 0));
    }

    @Test
    void theWorkGrowsWithTheTextAndNotWithWhatIsAskedFor() {
        for (boolean json : List.of(true, false)) {
            long one = visited(json, 1_000, 1);
            assertThat(visited(json, 1_000, 1_000)).isEqualTo(one);
            assertThat(visited(json, 10_000, 10_000)).isBetween(9 * one, 11 * one);
        }
    }

    private static long visited(boolean json, int members, int asked) {
        var text = IntStream.range(0, members)
                .mapToObj(i -> "\"k" + i + "\": [1, {\"x\": 2}]")
                .collect(Collectors.joining(", ", "{", "}"));
        var pointers =
                IntStream.range(0, asked).mapToObj(i -> "/k" + i + "/1/x").toList();
        return (json
                        ? TextPositions.inJson(StrictJson.parser(text.getBytes(StandardCharsets.UTF_8)), pointers)
                        : TextPositions.inYaml(new Yaml(), new StringReader(text), pointers))
                .visited();
    }

    /** As it was found before: in a tree of everything, with a mark of each. */
    private static List<Position> inTree(String text, List<String> pointers) {
        var options = new LoaderOptions();
        var root = new Yaml(options).compose(new StringReader(text));
        return pointers.stream()
                .map(pointer -> locate(root, JsonPointer.compile(pointer)).getStartMark())
                .map(mark -> new Position(mark.getLine(), mark.getColumn()))
                .toList();
    }

    private static Node locate(Node root, JsonPointer pointer) {
        Node node = root;
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            Node next = null;
            if (node instanceof SequenceNode sequence
                    && at.getMatchingIndex() >= 0
                    && at.getMatchingIndex() < sequence.getValue().size()) {
                next = sequence.getValue().get(at.getMatchingIndex());
            } else if (node instanceof MappingNode mapping) {
                var key = at.getMatchingProperty();
                next = mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                                && scalar.getValue().equals(key))
                        .map(tuple -> tuple.getValueNode())
                        .findFirst()
                        .orElse(null);
            }
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }
}
