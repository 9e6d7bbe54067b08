package org.cliniccontent.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.SchemaCheck;
import org.cliniccontent.http.StrictJson;
import org.cliniccontent.release.Review;

/**
 * What edits must look like: the schema of bundles, whole or one of its definitions. The contract shows the same, so
 * what is documented and what is enforced have one source.
 */
public final class EditSchemas {

    /** The bundle's schema, as it is served. */
    public static final String BUNDLE = "/META-INF/resources/schemas/bundle-1.schema.json";

    /** What the endpoints of editing take besides. */
    public static final String REQUESTS = "/schemas/requests.schema.json";

    private static final Map<String, SchemaCheck> COMPILED = new ConcurrentHashMap<>();

    private EditSchemas() {}

    /** What of a whole bundle is not as its schema says. */
    public static List<Fault> faultsOfBundle(JsonNode bundle) {
        return faults(BUNDLE, "", bundle);
    }

    /** What of one entity's edit is not as its schema says. */
    public static List<Fault> faultsOfEdit(String type, JsonNode edit) {
        return faults(BUNDLE, type, edit);
    }

    /** What of a request's body is not as its definition says. */
    public static List<Fault> faultsOfRequest(String definition, JsonNode body) {
        return faults(REQUESTS, definition, body);
    }

    private static List<Fault> faults(String resource, String definition, JsonNode node) {
        var faults = new ArrayList<>(COMPILED.computeIfAbsent(
                        resource + '#' + definition, key -> SchemaCheck.of(definition(resource, definition)))
                .faults(node));
        checkDates("", node, faults);
        return faults;
    }

    /** What a schema cannot say: a date that no calendar has. */
    private static void checkDates(String pointer, JsonNode node, List<Fault> faults) {
        if (node.isTextual() && pointer.matches(".*/(lastReviewed|nextDue|issued)")) {
            try {
                Review.lastDayOf(node.asText());
            } catch (DateTimeException e) {
                faults.add(Fault.at(pointer, "is not a date of the calendar"));
            }
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(member ->
                            checkDates(StrictJson.below(pointer, member.getKey()), member.getValue(), faults));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checkDates(pointer + '/' + i, node.get(i), faults);
        }
    }

    private static JsonNode definition(String resource, String name) {
        var root = SchemaCheck.read(resource);
        if (name.isEmpty()) {
            return root;
        }
        var wanted = ((ObjectNode) root).objectNode();
        wanted.set("$schema", root.get("$schema"));
        wanted.set("$defs", root.get("$defs"));
        return wanted.put("$ref", "#/$defs/" + name);
    }
}
