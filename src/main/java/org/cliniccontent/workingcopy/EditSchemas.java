package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cliniccontent.content.PartialDate;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

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

    private static final Set<String> DATES = Set.of("lastReviewed", "nextDue", "issued");

    private EditSchemas() {}

    /** What of a whole bundle is not as its schema says. */
    public static Faults faultsOfBundle(JsonNode bundle) {
        return faults(BUNDLE, "", bundle);
    }

    /** What of one entity's edit is not as its schema says. */
    public static Faults faultsOfEdit(String type, JsonNode edit) {
        return faults(BUNDLE, type, edit);
    }

    /** What of a request's body is not as its definition says. */
    public static Faults faultsOfRequest(String definition, JsonNode body) {
        return faults(REQUESTS, definition, body);
    }

    private static Faults faults(String resource, String definition, JsonNode node) {
        var faults = COMPILED.computeIfAbsent(
                        resource + '#' + definition, key -> SchemaCheck.of(definition(resource, definition)))
                .faults(node);
        checkDates("", node, faults);
        return faults;
    }

    /** What a schema cannot say: a date that no calendar has. */
    private static void checkDates(String pointer, JsonNode node, Faults faults) {
        if (node.isObject()) {
            node.properties().forEach(member -> checkMember(pointer, member.getKey(), member.getValue(), faults));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            if (node.get(i).isContainerNode()) {
                checkDates(pointer + '/' + i, node.get(i), faults);
            }
        }
    }

    private static void checkMember(String pointer, String name, JsonNode value, Faults faults) {
        if (value.isContainerNode()) {
            checkDates(StrictJson.below(pointer, name), value, faults);
        } else if (value.isTextual()
                && DATES.contains(name)
                && PartialDate.parse(value.asText()).isEmpty()) {
            addDateFault(pointer + '/' + name, faults);
        }
    }

    /** One fault in the words of the rule, also where the schema's pattern found it before. */
    private static void addDateFault(String pointer, Faults faults) {
        var fault = Fault.at(pointer, PartialDate.RULE);
        if (faults.stream().noneMatch(found -> found.pointer().equals(pointer))) {
            faults.add(fault);
        }
        faults.replaceAll(found -> found.pointer().equals(pointer) ? fault : found);
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
