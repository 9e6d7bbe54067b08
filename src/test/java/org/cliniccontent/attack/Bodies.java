package org.cliniccontent.attack;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.testing.Bundles;

/** Bodies of the maximum size or cost. */
final class Bodies {

    static final String BUNDLE = "/v1/imports?dryRun=true";
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";

    private Bodies() {}

    /** Returns a bundle that consists of zeros. */
    static String zerosAsConditions(int bytes) {
        return "{\"format\":\"clinic-content-bundle/1\",\"conditions\":[0" + ",0".repeat(bytes / 2) + "]}";
    }

    static String zerosAsPassages(int bytes) {
        return "{\"name\":\"Zeros\",\"passages\":[0" + ",0".repeat(bytes / 2) + "]}";
    }

    static String unknownKeys(int count) {
        return "format: clinic-content-bundle/1\n"
                + IntStream.range(0, count).mapToObj(i -> "k" + i + ": 0\n").collect(Collectors.joining());
    }

    static String unknownKeysOfOne(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
    }

    static String nested(int depth) {
        return "{\"name\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    static String objects(int count) {
        return "{\"passages\":[{}" + ",{}".repeat(count) + "]}";
    }

    static String yamlSequence(int count) {
        return "format: clinic-content-bundle/1\nconditions:\n" + "- 0\n".repeat(count);
    }

    static String yamlFlow(int count) {
        return "format: clinic-content-bundle/1\nconditions: [" + "[],".repeat(count) + "]\n";
    }

    /** Returns a legitimate import of a clinic with much content: conditions of about 1.8 kB each. */
    static String legitimate(String own, int conditions) {
        var more =
                ", aliases: [" + IntStream.range(0, 10).mapToObj(i -> "\"%s\"").collect(Collectors.joining(", ")) + "]";
        return Bundles.document(own) + "conditions:\n"
                + IntStream.range(0, conditions)
                        .mapToObj(i -> condition(own, i))
                        .collect(Collectors.joining());
    }

    private static String condition(String own, int number) {
        var slug = own + "-" + number;
        return "  " + slug + ": {name: \"Condition " + slug + "\", summary: \"" + "A condition of a test. ".repeat(70)
                + "\", kind: DISEASE, passages: [" + Bundles.QUOTE + "]}\n";
    }
}
