package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.contract.ContractSchema;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * What editors send and get, as schemas of the contract: the definitions of the bundle's schema, which edits are checked
 * by, and for each type its draft.
 */
final class EditingSchemas {

    private static final String JSON = "application/json";
    private static final String DEFINITION = "#/$defs/";
    private static final String COMPONENT = "#/components/schemas/";

    /** The bundle's definitions that are no edits, under the names that they have here. */
    private static final Map<String, String> NAMES = Map.of(
            "slug", "Slug", "uuid", "EntityId", "entityKey", "EntityKey", "partialDate", "PartialDate", "term", "Term");

    private static final Map<String, String> REQUESTS = Map.of(
            "approveDraft", "Approval",
            "rejectDraft", "Rejection",
            "removeDraft", "Removal",
            "renameDraft", "Renaming",
            "restoreDraft", "Restoring",
            "createRelease", "ReleaseRequest",
            "revertRelease", "ReversalRequest");

    private final Components components;
    private final List<TypeDescription> types;

    EditingSchemas(Components components, List<TypeDescription> types) {
        this.components = components;
        this.types = types;
    }

    void add() {
        var bundle = (ObjectNode) SchemaCheck.read(EditSchemas.BUNDLE);
        addDefinitions(bundle);
        components.addSchema("Bundle", ContractSchema.of(renamed(bundle)));
        addDefinitions((ObjectNode) SchemaCheck.read(EditSchemas.REQUESTS));
        var generic = components.getSchemas().get("Draft");
        for (TypeDescription type : types) {
            var draft = OASFactory.createSchema()
                    .addType(Schema.SchemaType.OBJECT)
                    .description(generic.getDescription())
                    .required(generic.getRequired());
            Map<String, Schema> members = new LinkedHashMap<>(generic.getProperties());
            members.put(
                    "content",
                    ref(nameOf(type) + "Edit")
                            .description("What editors write: as PUT takes it, and as PATCH is applied to it."));
            components.addSchema(nameOf(type) + "Draft", draft.properties(members));
        }
        components.removeSchema("Draft");
        // Of its content, which now is each type's own.
        components.removeSchema("JsonNode");
        components.removeSchema("JsonNodeType");
    }

    private void addDefinitions(ObjectNode schema) {
        schema.path("$defs").properties().forEach(definition -> {
            var name = componentOf(definition.getKey());
            if (components.getSchemas().get(name) == null) {
                components.addSchema(name, ContractSchema.of(renamed((ObjectNode) definition.getValue())));
            }
        });
    }

    /** A definition's name here: an edit's ends in that, because what is served has the plain name. */
    private static String componentOf(String definition) {
        if (NAMES.containsKey(definition)) {
            return NAMES.get(definition);
        }
        boolean isRequest = Character.isUpperCase(definition.charAt(0));
        return isRequest ? definition : Character.toUpperCase(definition.charAt(0)) + definition.substring(1) + "Edit";
    }

    private static ObjectNode renamed(ObjectNode schema) {
        var copy = schema.deepCopy();
        rename(copy);
        return copy;
    }

    private static void rename(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").asText().startsWith(DEFINITION)) {
            object.put(
                    "$ref", COMPONENT + componentOf(object.path("$ref").asText().substring(DEFINITION.length())));
        }
        node.forEach(EditingSchemas::rename);
    }

    static String nameOf(TypeDescription type) {
        return Character.toUpperCase(type.name().charAt(0)) + type.name().substring(1);
    }

    static Schema string() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    static Parameter slug() {
        return OASFactory.createParameter()
                .name("slug")
                .in(Parameter.In.PATH)
                .required(true)
                .description("The working copy's slug.")
                .schema(ref("Slug"));
    }

    static Schema ref(String name) {
        return OASFactory.createSchema().ref(COMPONENT + name);
    }

    /** The body that an operation takes, if it is the same for all types. */
    static Optional<RequestBody> requestOf(String operation) {
        if (operation.equals("importBundle")) {
            return Optional.of(OASFactory.createRequestBody()
                    .required(true)
                    .description("A bundle, at most 32 MB.")
                    .content(OASFactory.createContent()
                            .addMediaType(
                                    "application/yaml",
                                    OASFactory.createMediaType().schema(ref("Bundle")))
                            .addMediaType(JSON, OASFactory.createMediaType().schema(ref("Bundle")))));
        }
        if (operation.equals("putDraft") || operation.equals("patchDraft")) {
            // Stands for that of each type.
            return Optional.of(OASFactory.createRequestBody());
        }
        return Optional.ofNullable(REQUESTS.get(operation))
                .map(name -> body(JSON, ref(name), operation.endsWith("Draft") ? "At most 100 kB." : "At most 2 MB."));
    }

    /** The content of a type's working copy. */
    static RequestBody contentOf(String operation, TypeDescription type) {
        if (operation.equals("putDraft")) {
            return body(JSON, ref(nameOf(type) + "Edit"), "The whole content, at most 4 MB.");
        }
        return body(
                DraftResource.MERGE_PATCH,
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .description(String.format(Locale.ROOT, "Members of %sEdit; null removes one.", nameOf(type))),
                "A JSON Merge Patch (RFC 7396) of the content, at most 4 MB.");
    }

    private static RequestBody body(String mediaType, Schema schema, String description) {
        return OASFactory.createRequestBody()
                .required(true)
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(mediaType, OASFactory.createMediaType().schema(schema)));
    }

    /** What a type's operation answers, where it is not the same for all. */
    static Map<String, APIResponse> responsesOf(String operation, TypeDescription type) {
        var draft = nameOf(type) + "Draft";
        return switch (operation) {
            case "previewDraft" -> Map.of("200", json("As it would be served.", nameOf(type)));
            case "putDraft" ->
                new TreeMap<>(
                        Map.of("200", tagged("It was replaced.", draft), "201", tagged("It was created.", draft)));
            case "discardDraft" ->
                Map.of("204", OASFactory.createAPIResponse().description("What was not published is gone."));
            default -> Map.of("200", tagged("The working copy as it is now.", draft));
        };
    }

    private static APIResponse tagged(String description, String schema) {
        return json(description, schema).addHeader("ETag", tag());
    }

    private static APIResponse json(String description, String schema) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(JSON, OASFactory.createMediaType().schema(ref(schema))));
    }

    private static Header tag() {
        return OASFactory.createHeader()
                .description("What `If-Match` has to name to change it.")
                .required(true)
                .schema(string())
                .example("\"8f44d44f597b4-3\"");
    }
}
