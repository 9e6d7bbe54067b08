package org.cliniccontent.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.PartialDate;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;

/**
 * A proposed state of one entity: its rendered body, or the tombstone that replaces it.
 *
 * @param canonical its body's canonical JSON
 * @param sha256 the hash of that
 * @param source the verbatim text to publish with it, for documents only; null if it is published already
 * @param approvedBy the approver, or null if none was needed
 */
public record Candidate(
        TypeDescription type, ObjectNode body, String canonical, String sha256, String source, String approvedBy) {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    /** A link or a passage somewhere in a body. */
    public record Found(String pointer, JsonNode node) {}

    public static Candidate of(TypeDescription type, ObjectNode body) {
        var canonical = CanonicalJson.json(body);
        return new Candidate(type, body, canonical, CanonicalJson.sha256(canonical), null, null);
    }

    /**
     * Creates a candidate from the stored bytes of an earlier rendering: these are published, however rendering may
     * have changed since.
     */
    public static Candidate kept(TypeDescription type, ObjectNode body, String canonical, String sha256) {
        return new Candidate(type, body, canonical, sha256, null, null);
    }

    public Candidate withSource(String text) {
        return new Candidate(type, body, canonical, sha256, text, approvedBy);
    }

    public Candidate approvedBy(String name) {
        return new Candidate(type, body, canonical, sha256, source, name);
    }

    /** Returns {@link Item#PUBLISHED}, or DELETED or WITHDRAWN for a tombstone. */
    public String state() {
        return body.path(Removal.STATE).asText(Item.PUBLISHED);
    }

    public boolean isRemoval() {
        return body.has(Removal.STATE);
    }

    /** Returns the collection and slug as in a path: {@code conditions/osteoarthritis}. */
    public String path() {
        return type.collection() + '/' + slug();
    }

    public UUID id() {
        return UUID.fromString(body.path("id").asText());
    }

    public String slug() {
        return body.path("slug").asText();
    }

    public String name() {
        return body.path(isRemoval() ? Removal.NAME : type.label()).asText();
    }

    /**
     * Returns the sort key of lists by name: without case and diacritics, the same on every machine. (A collation of
     * the database would change with its system libraries, and silently break its indexes.)
     */
    public String nameKey() {
        var decomposed = Normalizer.normalize(name(), Normalizer.Form.NFKD);
        return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** Returns the due date of its own review, or null. */
    public LocalDate reviewDue() {
        var due = body.path("review").path("nextDue");
        return PartialDate.parse(due.asText()).map(PartialDate::lastDay).orElse(null);
    }

    /** Returns every link in the body: an object with an id and a type and nothing else. */
    public List<Found> links() {
        List<Found> found = new ArrayList<>();
        walk("", body, found, node -> node.size() == 2 && node.has("id") && node.has("type"));
        return found;
    }

    public List<Found> passages() {
        List<Found> found = new ArrayList<>();
        walk("", body, found, node -> node.has("document") && node.has("quote"));
        return found;
    }

    private static void walk(String pointer, JsonNode node, List<Found> found, Predicate<JsonNode> wanted) {
        if (node.isObject() && wanted.test(node)) {
            found.add(new Found(pointer, node));
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> walk(pointer + '/' + member.getKey(), member.getValue(), found, wanted));
        } else {
            for (int i = 0; i < node.size(); i++) {
                walk(pointer + '/' + i, node.get(i), found, wanted);
            }
        }
    }

    /** Returns the ids of the documents that it quotes. */
    public Set<UUID> documents() {
        Set<UUID> documents = new LinkedHashSet<>();
        passages()
                .forEach(passage -> documents.add(UUID.fromString(
                        passage.node().path("document").path("id").asText())));
        return documents;
    }

    /** Returns its rows in the facet table: field to values. The empty field is that of the unfiltered list. */
    public Map<String, Set<String>> facets() {
        Map<String, Set<String>> facets = new LinkedHashMap<>();
        if (isRemoval()) {
            // A tombstone is in no list.
            return facets;
        }
        facets.put("", Set.of(""));
        for (Facet facet : type.facets()) {
            facet.valuesIn(body).forEach(value -> add(facets, facet.name(), value));
        }
        for (Relation relation : type.relations()) {
            if (!relation.equals(Relation.passages())) {
                List<Found> links = new ArrayList<>();
                walk("", body.path(relation.field()), links, node -> node.has("id") && node.has("type"));
                links.stream()
                        .map(link -> link.node().path("id").asText())
                        .forEach(id -> add(facets, relation.filter(), id));
            }
        }
        documents().forEach(id -> add(facets, Relation.passages().filter(), id.toString()));
        return facets;
    }

    private static void add(Map<String, Set<String>> facets, String field, String value) {
        facets.computeIfAbsent(field, key -> new LinkedHashSet<>()).add(value);
    }
}
