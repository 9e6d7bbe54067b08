package org.cliniccontent.read;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.RequestedRelease;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The parameters of the reads, as {@link ListQuery}, {@link Selection} and {@link RequestedRelease} take them. */
final class ContractParameters {

    private static final int MAX_VALUES = 50;

    private ContractParameters() {}

    static List<Parameter> ofList(TypeDescription type) {
        List<Parameter> parameters = new ArrayList<>();
        type.facets().forEach(facet -> parameters.add(ofFacet(facet)));
        type.relations().forEach(relation -> parameters.add(ofRelation(relation)));
        parameters.add(repeated(
                "reviewStatus",
                "Only those whose review has this status today (UTC).",
                enumeration(
                        Arrays.stream(Review.Status.values()).map(Enum::name).toList())));
        parameters.add(query(
                "updatedSince",
                "Only those that a release changed at or after this date or time (RFC 3339). "
                        + "A date stands for the beginning of its day in UTC.",
                moment()));
        parameters.add(query(
                "sort",
                "The order. A hyphen reverses it. Names are compared without case and diacritics; ties by id.",
                enumeration(List.copyOf(ListQuery.Sort.of(type).keySet())).defaultValue(type.label())));
        parameters.addAll(paging());
        parameters.add(query(
                "total",
                "Whether to count all that match. It costs more the more there are.",
                OASFactory.createSchema().addType(Schema.SchemaType.BOOLEAN).defaultValue(false)));
        parameters.addAll(selection(type));
        parameters.addAll(time());
        return parameters;
    }

    /** @param itself whether it is the entity, and not something below its path */
    static List<Parameter> ofOne(TypeDescription type, boolean itself) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(slug());
        if (itself) {
            parameters.addAll(selection(type));
        }
        parameters.addAll(time());
        return parameters;
    }

    static List<Parameter> ofHistory() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(slug());
        parameters.addAll(paging());
        return parameters;
    }

    static List<Parameter> ofDiff() {
        return new ArrayList<>(List.of(
                slug(),
                query(
                        HistoryReads.FROM,
                        "The earlier release; less than `to`. Without it: what was published before the revision that "
                                + "holds at `to`.",
                        releaseNumber()),
                query(HistoryReads.TO, "The later release. Without it: the current one.", releaseNumber())));
    }

    private static Parameter slug() {
        return OASFactory.createParameter()
                .name("slug")
                .in(Parameter.In.PATH)
                .required(true)
                .description("The entity's slug.")
                .schema(ContractSchemas.ref("Slug"));
    }

    static List<Parameter> ofReleases(boolean one) {
        List<Parameter> parameters = new ArrayList<>();
        if (one) {
            parameters.add(OASFactory.createParameter()
                    .name("number")
                    .in(Parameter.In.PATH)
                    .required(true)
                    .description("The release's number.")
                    .schema(releaseNumber())
                    .example(1));
        }
        parameters.addAll(paging());
        return parameters;
    }

    private static Parameter ofFacet(Facet facet) {
        if (!facet.values().isEmpty()) {
            return repeated(facet.name(), "Only those with this " + facet.name() + ".", enumeration(facet.values()));
        }
        if (facet.name().equals(Facet.CODE)) {
            return repeated(
                            facet.name(),
                            "Only those with this terminology code: the terminology's URI, `|` (sent as `%7C`), and the code.",
                            text(facet.maxLength()).pattern("^[^|]+\\|[^|]+$"))
                    .example(List.of("http://id.nlm.nih.gov/mesh|D010003"));
        }
        return repeated(
                facet.name(),
                "Only those with this " + facet.name() + ", compared without case.",
                text(facet.maxLength()));
    }

    private static Parameter ofRelation(Relation relation) {
        var description = relation.equals(Relation.passages())
                ? "Only those with a passage in the document with this slug."
                : String.format(
                        Locale.ROOT,
                        "Only those with a link in `%s` to the %s with this slug.",
                        relation.field(),
                        relation.target());
        return repeated(relation.filter(), description, ContractSchemas.ref("Slug"));
    }

    private static List<Parameter> paging() {
        return List.of(
                query(
                        "limit",
                        "How many on a page, at most.",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .format("int32")
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(ListQuery.MAX_LIMIT))
                                .defaultValue(ListQuery.DEFAULT_LIMIT)),
                query(
                        "cursor",
                        "Where the page begins. Opaque: it comes from `next`, and holds for the same filters and order.",
                        text(2000)));
    }

    static List<Parameter> selection(TypeDescription type) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(list(
                        "fields",
                        String.format(
                                Locale.ROOT,
                                "Only these members. `id`, `type`, `slug`, `%s`%s always stay.",
                                type.label(),
                                type.hasCaveats() ? " and `caveats`" : ""),
                        Selection.fieldNames(type))
                .example(List.of(type.label(), "summary")));
        var includable = Selection.includable(type);
        if (!includable.isEmpty()) {
            parameters.add(list("include", "Embeds these relations' targets in place of the links.", includable));
        }
        return parameters;
    }

    static List<Parameter> time() {
        return List.of(
                query(
                        RequestedRelease.RELEASE,
                        "Reads what was published at this release; how reviews stood on the day on which it was published. "
                                + "The answer never changes. Not together with `asOf`.",
                        releaseNumber()),
                query(
                        RequestedRelease.AS_OF,
                        "Reads what was published at this date or time (RFC 3339). A date stands for the end of its "
                                + "day in UTC. How reviews stood on that day. Not together with `release`.",
                        moment()));
    }

    private static Schema releaseNumber() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int64")
                .minimum(BigDecimal.ONE);
    }

    private static Schema moment() {
        return OASFactory.createSchema()
                .anyOf(List.of(
                        text(10).format("date").addExample("2026-03-01"),
                        text(64).format("date-time").addExample("2026-03-01T12:00:00Z")));
    }

    private static Schema text(int maxLength) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .minLength(1)
                .maxLength(maxLength);
    }

    private static Schema enumeration(List<String> values) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).enumeration(new ArrayList<>(values));
    }

    private static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }

    private static Parameter repeated(String name, String description, Schema item) {
        return query(name, description + " May be repeated: any of them.", array(item))
                .style(Parameter.Style.FORM)
                .explode(true);
    }

    private static Parameter list(String name, String description, List<String> values) {
        return query(name, description + " Separated by commas, or repeated.", array(enumeration(values)))
                .style(Parameter.Style.FORM)
                .explode(false);
    }

    private static Schema array(Schema item) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .items(item)
                .minItems(1)
                .maxItems(MAX_VALUES);
    }
}
