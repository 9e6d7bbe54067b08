package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A statement of the service with the plan by which PostgreSQL executed it.
 *
 * @param nested whether a function of another statement executed it: that one's figures include its own
 */
record Executed(String sql, boolean nested, JsonNode plan) {

    /** The tables with a row for each entity, or more. */
    private static final Set<String> CONTENT =
            Set.of("published_item", "published_facet", "published_source", "link_depth", "digest_bucket");

    static Executed of(JsonNode message, boolean nested) {
        return new Executed(message.path("Query Text").asText(), nested, message.path("Plan"));
    }

    /** Returns the number of pages read, wherever they were found. */
    long pages() {
        return pages(plan);
    }

    private static long pages(JsonNode node) {
        return node.path("Shared Hit Blocks").asLong()
                + node.path("Shared Read Blocks").asLong();
    }

    /** Returns the number of content rows read, including rows that were filtered out. */
    long rows() {
        return nodes().stream()
                .filter(node -> node.path("Node Type").asText().endsWith("Scan") && isOfContent(node))
                .mapToLong(Executed::rows)
                .sum();
    }

    boolean touchesContent() {
        return nodes().stream().anyMatch(Executed::isOfContent);
    }

    /** Checks whether a content table was scanned completely. */
    boolean readsContentWhole() {
        return nodes().stream()
                .filter(node -> node.path("Node Type").asText().equals("Seq Scan"))
                .anyMatch(Executed::isOfContent);
    }

    private static boolean isOfContent(JsonNode node) {
        return CONTENT.contains(node.path("Relation Name").asText());
    }

    /** Checks whether its plan was made without knowledge of its parameters. */
    boolean isGeneric() {
        return plan.toString().contains("$1");
    }

    boolean mentions(String part) {
        return sql.contains(part);
    }

    /** Returns the details for a failed assertion. */
    @Override
    public String toString() {
        var text = new StringBuilder("%n%d pages, %d rows: %s".formatted(pages(), rows(), sql.replaceAll("\\s+", " ")));
        for (JsonNode node : nodes()) {
            text.append("%n    %s %s %s, %d pages, %d rows"
                    .formatted(
                            node.path("Node Type").asText(),
                            node.path("Index Name").asText(),
                            node.path("Index Cond").asText(),
                            pages(node),
                            rows(node)));
        }
        return text.toString();
    }

    private List<JsonNode> nodes() {
        List<JsonNode> nodes = new ArrayList<>();
        collect(plan, nodes);
        return nodes;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        into.add(node);
        node.path("Plans").forEach(child -> collect(child, into));
    }

    private static long rows(JsonNode node) {
        double each = node.path("Actual Rows").asDouble()
                + node.path("Rows Removed by Filter").asDouble()
                + node.path("Rows Removed by Index Recheck").asDouble();
        return Math.round(each * node.path("Actual Loops").asDouble());
    }
}
