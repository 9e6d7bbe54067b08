package org.cliniccontent.read;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** The schemas of what is served: the view records, with what composing a body adds to them. */
final class ContractSchemas {

    private static final Map<String, String> COMMON = Map.of(
            "id", "A UUID, version 7. It never changes and is never reused.",
            "type", "What it is.",
            "slug", "Its name in URLs. It may change; the old one then redirects.",
            "summary", "What it is in a few sentences, in the editors' plain words.",
            "passages", "Where in the source it comes from.");

    private final Components components;
    private final List<TypeDescription> types;

    ContractSchemas(Components components, List<TypeDescription> types) {
        this.components = components;
        this.types = types;
    }

    static Schema ref(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    static String nameOf(TypeDescription type) {
        return Character.toUpperCase(type.name().charAt(0)) + type.name().substring(1);
    }

    void complete() {
        components.addSchema(
                "EntityType",
                string("A type of entity.")
                        .enumeration(new ArrayList<>(
                                types.stream().map(TypeDescription::name).toList())));
        components.addSchema(
                "Slug",
                string("A name in URLs: lower-case letters, digits and single hyphens.")
                        .pattern("^[a-z0-9]+(-[a-z0-9]+)*$")
                        .minLength(1)
                        .maxLength(100)
                        .addExample("osteoarthritis"));
        components.addSchema(
                "Sha256", string("A SHA-256 in lower-case hexadecimal.").pattern("^[0-9a-f]{64}$"));
        components.addSchema(
                "Next",
                string("The next page. Absent on the last. Also in the `Link` header (RFC 8288).")
                        .format("uri-reference")
                        .addExample("/v1/conditions?cursor=61MBNIGX"));
        components.getSchemas().get("UUID").setDescription("A UUID (RFC 9562).");
        components.getSchemas().get("Instant").setDescription("A time in UTC (RFC 3339).");
        components.addSchema("Review", review());
        components.addSchema("GoneProblem", goneProblem());
        types.forEach(this::completeEntity);
        types.forEach(type -> components.addSchema(nameOf(type) + "Page", page(type)));
    }

    private void completeEntity(TypeDescription type) {
        var schema = components.getSchemas().get(nameOf(type));
        Map<String, Schema> properties = new LinkedHashMap<>(schema.getProperties());
        COMMON.forEach((name, description) ->
                properties.computeIfPresent(name, (key, property) -> property.description(description)));
        properties.put("type", string("What it is.").enumeration(List.of(type.name())));
        properties.put("slug", ref("Slug").description(COMMON.get("slug")));
        properties.computeIfPresent("summary", (key, property) -> property.maxLength(2_000));
        properties.computeIfPresent("review", (key, property) -> ref("Review"));
        for (Relation relation : type.relations()) {
            if (relation.equals(Relation.caveats())) {
                properties.put(
                        relation.field(), array("What must be read with it. Always given in full.", ref("Caveat")));
            } else if (!relation.equals(Relation.passages())
                    && !relation.field().equals("causedBy")) {
                var description = properties.get(relation.field()).getDescription();
                properties.put(
                        relation.field(),
                        array(description + " Links, or with `include` the entities.", linkOr(relation.target())));
            }
        }
        addInverse(type, properties);
        properties.put(
                "release",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.INTEGER)
                        .format("int64")
                        .minimum(BigDecimal.ONE)
                        .readOnly(true)
                        .description("The release that last changed it."));
        properties.put(
                "updatedAt",
                string("When that release was published (RFC 3339, UTC).")
                        .format("date-time")
                        .readOnly(true));
        properties.put("sha256", ref("Sha256").readOnly(true).description(HASH));
        schema.setProperties(properties);
        schema.setRequired(properties.keySet().stream()
                .filter(Selection.alwaysShown(type)::contains)
                .toList());
    }

    private static final String HASH = "The SHA-256 of its content: of the canonical JSON (RFC 8785) of the entity "
            + "without `release`, `updatedAt`, `sha256` and the inverse links (read-only members), without "
            + "`review.status`, without a `review` that names a `document`, and with every link or embedded entity "
            + "reduced to its `id` and `type`.";

    private void addInverse(TypeDescription type, Map<String, Schema> properties) {
        for (TypeDescription from : types) {
            for (Relation relation : from.relations()) {
                if (relation.target().equals(type.name())) {
                    properties.put(
                            relation.inverse(),
                            array(
                                            String.format(
                                                            Locale.ROOT,
                                                            "What points to it: inverse links, by name, at most %d of each type. ",
                                                            InverseLinks.MAX_LINKS)
                                                    + "The lists have all, filtered by it. Only on a single entity.",
                                            ref("Link"))
                                    .readOnly(true));
                }
            }
        }
        if (type.name().equals("condition")) {
            var cause = components.getSchemas().get("Cause");
            cause.addProperty(
                    "condition",
                    linkOr("condition")
                            .description("The condition that is the cause. A link, or with `include` the entity."));
        }
    }

    private Schema linkOr(String target) {
        var entity = types.stream()
                .filter(type -> type.name().equals(target))
                .findFirst()
                .orElseThrow();
        return OASFactory.createSchema().anyOf(List.of(ref("Link"), ref(nameOf(entity))));
    }

    private Schema page(TypeDescription type) {
        return object("A page of a list.")
                .addProperty("items", array("The entities.", ref(nameOf(type))))
                .addProperty("next", ref("Next"))
                .addProperty("release", integer("The release that all pages of this list describe."))
                .addProperty("total", integer("How many match, if it was asked for."))
                .required(List.of("items", "release"));
    }

    private static Schema review() {
        return object("When it was reviewed, and when it is to be reviewed again.")
                .addProperty("lastReviewed", partialDate("The last review, as precise as it is known."))
                .addProperty("nextDue", partialDate("When the next is due. Without a day: at its end."))
                .addProperty(
                        "status",
                        ref("ReviewStatus")
                                .readOnly(true)
                                .description(
                                        "What that means today (UTC); where the past is read, what it meant then."))
                .addProperty(
                        "document",
                        ref("Link")
                                .readOnly(true)
                                .description(
                                        "The document whose review this is, where the entity has none of its own."))
                .required(List.of("lastReviewed", "nextDue", "status"));
    }

    /** All members in one object, because {@code allOf} leaves clients that are generated with a nameless part. */
    private Schema goneProblem() {
        var problem = components.getSchemas().get("Problem");
        Map<String, Schema> properties = new LinkedHashMap<>(problem.getProperties());
        properties.put(RemovedReads.TOMBSTONE, ref("Tombstone"));
        List<String> required = new ArrayList<>(problem.getRequired());
        required.add(RemovedReads.TOMBSTONE);
        return object("A problem detail (RFC 9457) with the tombstone of what was removed.")
                .properties(properties)
                .required(required);
    }

    private static Schema partialDate(String description) {
        return string(description)
                .pattern("^\\d{4}(-\\d{2}(-\\d{2})?)?$")
                .maxLength(10)
                .addExample("2026-01");
    }

    private static Schema string(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    private static Schema integer(String description) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int64")
                .minimum(BigDecimal.ZERO)
                .description(description);
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT).description(description);
    }

    private static Schema array(String description, Schema items) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .description(description)
                .items(items);
    }
}
