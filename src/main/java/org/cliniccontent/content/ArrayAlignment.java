package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which elements of two arrays belong together, in the order of both: a longest common subsequence of equal ones, and
 * between those the objects that are the same thing, by a member that names them.
 */
final class ArrayAlignment {

    /** Members that name the thing an object is about, the strongest first. */
    private static final List<String> NAMES = List.of("id", "slug", "name", "criterion", "condition", "code");

    /** What an alignment may cost. Where two arrays differ in more, they are aligned place by place. */
    private static final long MAX_CELLS = 1_000_000;

    private final List<Pair> pairs = new ArrayList<>();

    private ArrayAlignment() {}

    /** The index of an element, and that of the one it belongs to. */
    record Pair(int before, int after) {}

    /** A part of an array. */
    private record Part(List<JsonNode> array, int from, int to) {

        List<JsonNode> elements() {
            return array.subList(from, to);
        }

        int size() {
            return to - from;
        }

        Part between(int start, int end) {
            return new Part(array, start, end);
        }
    }

    static List<Pair> of(JsonNode before, JsonNode after) {
        var alignment = new ArrayAlignment();
        alignment.trim(elements(before), elements(after));
        return alignment.pairs;
    }

    /** What both begin with and end with needs no search. */
    private void trim(List<JsonNode> before, List<JsonNode> after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            pairs.add(new Pair(head, head));
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        align(new Part(before, head, before.size() - tail), new Part(after, head, after.size() - tail));
        for (; tail > 0; tail--) {
            pairs.add(new Pair(before.size() - tail, after.size() - tail));
        }
    }

    private void align(Part before, Part after) {
        if ((long) before.size() * after.size() > MAX_CELLS) {
            for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
                pairs.add(new Pair(before.from() + i, after.from() + i));
            }
            return;
        }
        int i = before.from();
        int j = after.from();
        for (Pair equal : common(before, after, element -> element)) {
            pairs.addAll(
                    common(before.between(i, equal.before()), after.between(j, equal.after()), ArrayAlignment::thing));
            pairs.add(equal);
            i = equal.before() + 1;
            j = equal.after() + 1;
        }
        pairs.addAll(common(before.between(i, before.to()), after.between(j, after.to()), ArrayAlignment::thing));
    }

    /** What an element is about; an element that nothing names is about nothing else than itself. */
    private static Object thing(Object element) {
        return NAMES.stream()
                .filter(name -> ((JsonNode) element).path(name).isTextual())
                .findFirst()
                .<Object>map(name -> name + '=' + ((JsonNode) element).get(name).asText())
                .orElseGet(Object::new);
    }

    /** A longest common subsequence, by what is compared of each element. */
    private static List<Pair> common(Part before, Part after, UnaryOperator<Object> compared) {
        if (before.size() == 0 || after.size() == 0) {
            return List.of();
        }
        // Numbers in place of trees: each tree is hashed and compared once, and not in every cell.
        Map<Object, Integer> numbers = new HashMap<>();
        int[] one = numbered(before, compared, numbers);
        int[] other = numbered(after, compared, numbers);
        int[][] lengths = new int[one.length + 1][other.length + 1];
        for (int i = one.length - 1; i >= 0; i--) {
            for (int j = other.length - 1; j >= 0; j--) {
                lengths[i][j] =
                        one[i] == other[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0, j = 0; i < one.length && j < other.length; ) {
            if (one[i] == other[j]) {
                pairs.add(new Pair(before.from() + i++, after.from() + j++));
            } else if (lengths[i + 1][j] >= lengths[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return pairs;
    }

    private static int[] numbered(Part part, UnaryOperator<Object> compared, Map<Object, Integer> numbers) {
        return part.elements().stream()
                .mapToInt(element -> numbers.computeIfAbsent(compared.apply(element), key -> numbers.size()))
                .toArray();
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>(array.size());
        array.forEach(elements::add);
        return elements;
    }
}
