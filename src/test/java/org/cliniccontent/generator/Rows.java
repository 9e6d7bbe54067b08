package org.cliniccontent.generator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.release.Candidate;

/**
 * A family as rows for PostgreSQL's COPY, in its text format. The publishing code produces their content, except for
 * validity and due dates of reviews, which publishing computes in the database.
 */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NULL = "\\N";

    final StringBuilder sources = new StringBuilder();
    final StringBuilder items = new StringBuilder();
    final StringBuilder facets = new StringBuilder();

    private final Plan plan;
    private final int family;
    private LocalDate documentDue;

    private Rows(Plan plan, int family) {
        this.plan = plan;
        this.family = family;
    }

    static Rows of(Plan plan, int family) {
        var rows = new Rows(plan, family);
        var content = new Family(plan, family);
        row(rows.sources, CanonicalJson.sha256(content.sourceText()), content.sourceText());
        var views = content.views();
        int at = 0;
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < plan.size(kind, family); i++) {
                rows.add(new Plan.Place(kind, family, i), JSON.valueToTree(views.get(at++)));
            }
        }
        return rows;
    }

    static List<Candidate> candidates(Plan plan, int family) {
        return new Family(plan, family)
                .views().stream()
                        .map(view -> JSON.<ObjectNode>valueToTree(view))
                        .map(body -> candidate(body))
                        .toList();
    }

    private static Candidate candidate(ObjectNode body) {
        for (Kind kind : Kind.values()) {
            if (kind.typeName().equals(body.path("type").asText())) {
                return Candidate.of(kind.type().description(), body);
            }
        }
        throw new IllegalArgumentException("no type: " + body);
    }

    private void add(Plan.Place place, ObjectNode body) {
        int since = plan.release(family);
        int revised = plan.revisedIn(place);
        if (revised > 0) {
            var earlier = body.deepCopy()
                    .put(
                            "summary",
                            "As it was first worded. " + body.path("summary").asText());
            add(Candidate.of(place.kind().type().description(), earlier), since, revised);
        }
        add(Candidate.of(place.kind().type().description(), body), revised > 0 ? revised : since, 0);
    }

    private void add(Candidate candidate, int since, int until) {
        var due = candidate.reviewDue();
        var untilRelease = until == 0 ? NULL : Integer.toString(until);
        row(
                items,
                candidate.id().toString(),
                candidate.type().name(),
                candidate.slug(),
                Integer.toString(since),
                untilRelease,
                "PUBLISHED",
                candidate.name(),
                candidate.nameKey(),
                due == null ? null : due.toString(),
                candidate.canonical(),
                candidate.sha256());
        candidate
                .facets()
                .forEach((field, values) ->
                        values.forEach(value -> facet(candidate, field, value, since, untilRelease)));
        if (candidate.body().has("sourceSha256")) {
            documentDue = due;
        }
        var dueInAll = due == null && !candidate.passages().isEmpty() ? documentDue : due;
        if (dueInAll != null) {
            facet(candidate, "reviewDue", dueInAll.toString(), since, untilRelease);
        }
    }

    private void facet(Candidate candidate, String field, String value, int since, String until) {
        var release = Integer.toString(since);
        row(
                facets,
                candidate.type().name(),
                field,
                value,
                candidate.nameKey(),
                release,
                candidate.id().toString(),
                release,
                until);
    }

    private static void row(StringBuilder to, String... values) {
        for (int i = 0; i < values.length; i++) {
            to.append(i == 0 ? "" : "\t");
            if (values[i] == null || values[i].equals(NULL)) {
                to.append(NULL);
            } else {
                escape(to, values[i]);
            }
        }
        to.append('\n');
    }

    private static void escape(StringBuilder to, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> to.append(c);
            }
        }
    }
}
