package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.cliniccontent.testing.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** What differs between two documents: enough to make one of the other, and readable. */
class JsonDiffTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MANY = 10_000;

    private static final int DEPTH = 3;

    @Provide
    Arbitrary<JsonNode> documents() {
        return document(DEPTH);
    }

    /** Few different names and values, so that equal and similar parts are common. */
    private static Arbitrary<JsonNode> document(int depth) {
        Arbitrary<JsonNode> scalar = Arbitraries.of(
                JSON.textNode("a"),
                JSON.textNode("b"),
                JSON.textNode(""),
                JSON.numberNode(1),
                JSON.booleanNode(true),
                JSON.nullNode());
        if (depth == 0) {
            return scalar;
        }
        var names = Arbitraries.of("id", "name", "slug", "x", "a/b", "m~n", "", "0");
        Arbitrary<JsonNode> object = Arbitraries.maps(names, document(depth - 1))
                .ofMaxSize(4)
                .map(members -> JSON.objectNode().setAll(members));
        Arbitrary<JsonNode> array = document(depth - 1).list().ofMaxSize(6).map(elements -> JSON.arrayNode()
                .addAll(elements));
        return Arbitraries.frequencyOf(Tuple.of(1, scalar), Tuple.of(3, object), Tuple.of(3, array));
    }

    @Property(tries = 500)
    void nothingDiffersFromItself(@ForAll("documents") JsonNode document) {
        assertThat(JsonDiff.of(document, document.deepCopy())).isEmpty();
    }

    @Property(tries = 3_000)
    void theDifferencesMakeTheOneOfTheOther(@ForAll("documents") JsonNode before, @ForAll("documents") JsonNode after) {
        var differences = JsonDiff.of(before, after);
        assertThat(Patch.apply(before, differences)).isEqualTo(after);
        assertThat(differences.isEmpty()).isEqualTo(before.equals(after));
    }

    @Property(tries = 2_000)
    void arraysOfNamedThingsToo(@ForAll("named") JsonNode before, @ForAll("named") JsonNode after) {
        assertThat(Patch.apply(before, JsonDiff.of(before, after))).isEqualTo(after);
    }

    @Provide
    Arbitrary<JsonNode> named() {
        Arbitrary<JsonNode> things = Arbitraries.of("a", "b", "c", "d").flatMap(name -> Arbitraries.integers()
                .between(0, 2)
                .map(value -> JSON.objectNode().put("name", name).put("value", value)));
        return things.list().ofMaxSize(8).map(elements -> JSON.arrayNode().addAll(elements));
    }

    private static List<String> diff(String before, String after) {
        return JsonDiff.of(Api.parse(before), Api.parse(after)).stream()
                .map(each -> each.kind()
                        + " "
                        + each.pointer()
                        + (each.before() == null ? "" : " -" + each.before())
                        + (each.after() == null ? "" : " +" + each.after()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1}; {\"a\": 2}; CHANGED /a -1 +2",
                "{\"a\": 1}; {\"b\": 1}; REMOVED /a -1, ADDED /b +1",
                "{\"a\": {\"b\": [1]}}; {\"a\": {\"b\": {}}}; CHANGED /a/b -[1] +{}",
                "{\"b\": 1, \"a\": 1}; {\"a\": 2, \"b\": 2}; CHANGED /a -1 +2, CHANGED /b -1 +2",
                "{\"a/b\": 1, \"m~n\": 1}; {}; REMOVED /a~1b -1, REMOVED /m~0n -1",
                "{\"\": 1}; {\"\": 2}; CHANGED / -1 +2",
                "1; \"1\"; CHANGED  -1 +\"1\"",
                "[1, 2, 3]; [1, 3]; REMOVED /1 -2",
                "[1, 3]; [1, 2, 3]; ADDED /1 +2",
                "[1, 2, 3]; [3, 1, 2]; ADDED /0 +3, REMOVED /2 -3",
                "[1, 2]; [1, 5]; REMOVED /1 -2, ADDED /1 +5"
            })
    void readsAsAPersonWouldSayIt(String before, String after, String differences) {
        assertThat(String.join(", ", diff(before, after))).isEqualTo(differences);
    }

    @ParameterizedTest
    @CsvSource({"id", "slug", "name", "criterion", "condition", "code"})
    void whatHasTheSameNameIsComparedInside(String member) {
        var before = "[{\"%1$s\": \"a\", \"v\": 1}, {\"%1$s\": \"b\", \"v\": 1}]".formatted(member);
        var after = "[{\"%1$s\": \"new\", \"v\": 1}, {\"%1$s\": \"b\", \"v\": 2}]".formatted(member);
        assertThat(diff(before, after))
                .containsExactly(
                        "REMOVED /0 -{\"%s\":\"a\",\"v\":1}".formatted(member),
                        "ADDED /0 +{\"%s\":\"new\",\"v\":1}".formatted(member),
                        "CHANGED /1/v -1 +2");
    }

    @Test
    void theStrongestNameDecides() {
        assertThat(diff("[{\"id\": \"1\", \"name\": \"a\"}]", "[{\"id\": \"1\", \"name\": \"b\"}]"))
                .containsExactly("CHANGED /0/name -\"a\" +\"b\"");
        assertThat(diff("[{\"id\": \"1\", \"name\": \"a\"}]", "[{\"id\": \"2\", \"name\": \"a\"}]"))
                .hasSize(2);
    }

    @Test
    void pointersOfWhatChangedAreOfTheEarlierDocument() {
        assertThat(diff("[{\"name\": \"a\", \"v\": 1}]", "[0, {\"name\": \"a\", \"v\": 2, \"w\": 3}]"))
                .containsExactly("ADDED /0 +0", "CHANGED /0/v -1 +2", "ADDED /1/w +3");
    }

    @Test
    void whatIsTooLargeToBeAlignedIsComparedPlaceByPlaceAtOnce() {
        var before = array(i -> "before " + i);
        var after = array(i -> i % 2 == 0 ? "before " + i : "after " + i);
        assertTimeout(Duration.ofSeconds(2), () -> assertThat(JsonDiff.of(before, after))
                .hasSize(MANY / 2));
        assertThat(Patch.apply(before, JsonDiff.of(before, after))).isEqualTo(after);
    }

    @Test
    void aLargeArrayWithOneNewElementDiffersInThat() {
        var before = array(i -> "element " + i);
        var after = before.deepCopy();
        after.insert(MANY / 2, "new");
        assertThat(JsonDiff.of(before, after))
                .containsExactly(new Difference(Difference.Kind.ADDED, "/" + MANY / 2, null, JSON.textNode("new")));
    }

    private static ArrayNode array(IntFunction<String> element) {
        var array = JSON.arrayNode();
        for (int i = 0; i < MANY; i++) {
            array.add(element.apply(i));
        }
        return array;
    }
}
