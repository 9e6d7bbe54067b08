package org.cliniccontent.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.Fault;

/**
 * What may not be published is refused here: links that lead nowhere in the resulting state, passages that are not in
 * their source, a slug that is taken, and what a type forbids itself. Every fault at once.
 */
@ApplicationScoped
class Gate {

    private final Database database;
    private final ContentTypes types;
    private final ObjectMapper json;

    Gate(Database database, ContentTypes types, ObjectMapper json) {
        this.database = database;
        this.types = types;
        this.json = json;
    }

    /**
     * @param candidates what is to be published; the pointer row is locked, so that what is published now stays so
     * @throws PublicationRefused if anything is wrong
     */
    void check(Collection<Candidate> candidates, long current) {
        var faults = new PublicationRefused.Faults();
        checkLinks(candidates, faults);
        checkSlugs(candidates, faults);
        checkPassages(candidates, current, faults);
        for (Candidate candidate : candidates) {
            types.named(candidate.type().name()).check(candidate.body()).forEach(fault -> faults.add(candidate, fault));
        }
        faults.throwIfAny();
    }

    private void checkLinks(Collection<Candidate> candidates, PublicationRefused.Faults faults) {
        Set<UUID> targets = new HashSet<>();
        candidates.forEach(candidate -> candidate.links().forEach(link -> targets.add(idOf(link))));
        candidates.forEach(candidate -> targets.remove(candidate.id()));
        Set<UUID> published = new HashSet<>(database.query(
                "select id from published_item where id = any(?::uuid[]) and until_release is null and state = 'PUBLISHED'",
                row -> row.getObject(1, UUID.class),
                targets));
        for (Candidate candidate : candidates) {
            for (var link : candidate.links()) {
                var id = idOf(link);
                if (targets.contains(id) && !published.contains(id)) {
                    faults.add(candidate, Fault.at(link.pointer(), "leads to an entity that is not published"));
                }
            }
        }
    }

    private void checkSlugs(Collection<Candidate> candidates, PublicationRefused.Faults faults) {
        var ids = candidates.stream().map(Candidate::id).toList();
        Map<String, Set<String>> slugs = new HashMap<>();
        for (Candidate candidate : candidates) {
            if (!slugs.computeIfAbsent(candidate.type().name(), type -> new HashSet<>())
                    .add(candidate.slug())) {
                faults.add(candidate, Fault.at("/slug", "is another entity's in the same release"));
            }
        }
        slugs.forEach((type, ofType) -> {
            var taken = database.query("""
                    select slug from published_item
                    where type = ? and slug = any(?) and until_release is null and state = 'PUBLISHED' and id <> all(?::uuid[])
                    """, row -> row.getString(1), type, ofType, ids);
            candidates.stream()
                    .filter(candidate -> candidate.type().name().equals(type) && taken.contains(candidate.slug()))
                    .forEach(candidate -> faults.add(candidate, Fault.at("/slug", "is another published entity's")));
        });
    }

    /** Of the candidates, and of published entities whose source a candidate changes. */
    private void checkPassages(Collection<Candidate> candidates, long current, PublicationRefused.Faults faults) {
        Map<String, Candidate> byId = new HashMap<>();
        candidates.forEach(candidate -> byId.put(candidate.id().toString(), candidate));
        List<Candidate> affected = new ArrayList<>(candidates);
        var documents = candidates.stream()
                .filter(candidate -> candidate.body().has("sourceSha256"))
                .map(Candidate::id)
                .map(UUID::toString)
                .toList();
        if (current > 0 && !documents.isEmpty()) {
            affected.addAll(quoting(documents, byId.keySet()));
        }
        Map<String, SourceText> sources = sourcesOf(affected, byId);
        for (Candidate candidate : affected) {
            for (var passage : candidate.passages()) {
                checkPassage(candidate, passage, sources, faults);
            }
        }
    }

    private List<Candidate> quoting(List<String> documents, Set<String> except) {
        return database.query(Items.SELECT + """
                                where i.until_release is null and i.id in
                                    (select id from published_facet
                                     where field = 'document' and value = any(?) and until_release is null)
                                """, Items::item, documents).stream()
                .filter(item -> !except.contains(item.id().toString()))
                .map(item -> Candidate.of(types.description(item.type()), Bodies.parse(json, item.body())))
                .toList();
    }

    private static void checkPassage(
            Candidate candidate,
            Candidate.Found passage,
            Map<String, SourceText> sources,
            PublicationRefused.Faults faults) {
        var node = passage.node();
        var source = sources.get(node.path("document").path("id").asText());
        if (source == null) {
            // A link that leads nowhere, which is a fault already.
            return;
        }
        int start = node.path("start").asInt(-1);
        int end = node.path("end").asInt(-1);
        var pointer = passage.pointer() + "/quote";
        if (!source.has(start, end)) {
            faults.add(candidate, Fault.at(pointer, "lies outside of its source, %d to %d".formatted(start, end)));
        } else if (!source.between(start, end).equals(node.path("quote").asText())) {
            faults.add(candidate, Fault.at(pointer, "is not the source's text from %d to %d".formatted(start, end)));
        }
    }

    private Map<String, SourceText> sourcesOf(Collection<Candidate> quoting, Map<String, Candidate> candidates) {
        Map<String, String> hashes = new HashMap<>();
        Set<UUID> published = new HashSet<>();
        for (Candidate candidate : quoting) {
            for (var passage : candidate.passages()) {
                var id = passage.node().path("document").path("id").asText();
                if (candidates.containsKey(id)) {
                    hashes.put(
                            id, candidates.get(id).body().path("sourceSha256").asText());
                } else {
                    published.add(UUID.fromString(id));
                }
            }
        }
        database.query(
                        "select id, body from published_item where id = any(?::uuid[]) and until_release is null",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        published)
                .forEach(row -> hashes.put(
                        row.getKey(),
                        Bodies.parse(json, row.getValue()).path("sourceSha256").asText()));
        Map<String, SourceText> texts = new HashMap<>();
        database.query(
                        "select sha256, text from published_source where sha256 = any(?)",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        new HashSet<>(hashes.values()))
                .forEach(row -> texts.put(row.getKey(), new SourceText(row.getValue())));
        Map<String, SourceText> sources = new HashMap<>();
        hashes.forEach((id, hash) -> {
            if (texts.containsKey(hash)) {
                sources.put(id, texts.get(hash));
            }
        });
        return sources;
    }

    private static UUID idOf(Candidate.Found link) {
        return UUID.fromString(link.node().path("id").asText());
    }
}
