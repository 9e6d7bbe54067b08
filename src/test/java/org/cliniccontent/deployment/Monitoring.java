package org.cliniccontent.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules and the dashboard, and what they ask Prometheus for. */
public final class Monitoring {

    private static final Path FOLDER = Path.of("k8s", "components", "monitoring");

    /** What Prometheus itself makes, by and for scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("namespace", "pod", "instance", "job", "le");

    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "by", "on", "without", "ignoring", "offset", "bool");

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:$\"])([a-zA-Z_:][\\w:]*)(?!\\s*\\(|[\\w:])(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? [^\\s{}]+");

    private Monitoring() {}

    private static JsonNode read(ObjectMapper mapper, String file) {
        try {
            return mapper.readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        read(new ObjectMapper(new YAMLFactory()), "prometheus-rule.yaml")
                .at("/spec/groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    static JsonNode dashboard() {
        return read(new ObjectMapper(), "dashboard.json");
    }

    static List<String> expressions() {
        return Stream.concat(
                        rules().stream().map(rule -> rule.path("expr").asText()),
                        dashboard().findValuesAsText("expr").stream())
                .toList();
    }

    /** A metric with the labels that are asked of it: the value, or empty if it is any. */
    private record Asked(String metric, Map<String, String> labels) {}

    private static List<Asked> asked(String expression) {
        // What labels are grouped by is not a metric.
        var plain = expression
                .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", " ")
                .replaceAll("\\[[^]]*]", " ")
                .replaceAll("\\boffset\\s+\\w+", " ");
        return SELECTOR.matcher(plain)
                .results()
                .filter(found -> !WORDS.contains(found.group(1)))
                .map(found -> new Asked(found.group(1), labels(found.group(2))))
                .toList();
    }

    private static Map<String, String> labels(String selector) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = MATCHER.matcher(selector == null ? "" : selector);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2).equals("=") ? matcher.group(3) : "");
        }
        labels.keySet().removeAll(LABELS_OF_PROMETHEUS);
        return labels;
    }

    /**
     * What rules and dashboard ask for that a service does not tell.
     *
     * @param scrape what it tells, in Prometheus' text format
     */
    public static Set<String> missing(String scrape) {
        var told = scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.groupingBy(
                        sample -> sample.group(1),
                        Collectors.mapping(sample -> labels(sample.group(2)), Collectors.toSet())));
        var recorded =
                rules().stream().map(rule -> rule.path("record").asText()).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        expressions().stream()
                .flatMap(expression -> asked(expression).stream())
                .filter(asked -> !OF_PROMETHEUS.contains(asked.metric()) && !recorded.contains(asked.metric()))
                .filter(asked -> told.getOrDefault(asked.metric(), Set.of()).stream()
                        .noneMatch(sample -> has(sample, asked.labels())))
                .forEach(asked -> missing.add(asked.metric() + (asked.labels().isEmpty() ? "" : asked.labels())));
        return missing;
    }

    private static boolean has(Map<String, String> sample, Map<String, String> asked) {
        return asked.entrySet().stream()
                .allMatch(label -> sample.containsKey(label.getKey())
                        && (label.getValue().isEmpty() || label.getValue().equals(sample.get(label.getKey()))));
    }

    static List<String> headings(List<String> lines) {
        var alerts = lines.subList(lines.indexOf("## Alerts"), lines.size());
        return alerts.stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();
    }
}
