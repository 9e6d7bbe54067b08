package org.cliniccontent.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.SourceText;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.Cancellation;
import org.cliniccontent.http.problem.Fault;

/**
 * Checks that every passage matches its source's text at its offsets: those of the entities that a release changes, and
 * of entities that quote them.
 */
@ApplicationScoped
class PassageCheck {

    private static final String SOURCE_SHA256 = "sourceSha256";
    private static final long MAX_CACHED_CHARACTERS = 10_000_000;
    private static final int AT_ONCE = 16;

    private final Database database;
    private final ContentTypes types;
    private final ObjectMapper json;
    private final Cancellation cancellation;

    /** Source texts by their hash, which never change; most releases quote the same few as the one before. */
    private final Cache<String, SourceText> texts = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String hash, SourceText text) -> text.length())
            .build();

    PassageCheck(Database database, ContentTypes types, ObjectMapper json, Cancellation cancellation) {
        this.cancellation = cancellation;
        this.database = database;
        this.types = types;
        this.json = json;
    }

    void check(ProspectiveState state, PublicationGate.FoundFaults faults) {
        List<Candidate> affected = new ArrayList<>(state.changed());
        affected.addAll(quoting(documentsWithNewSource(state), state.changedIds()));
        Map<UUID, List<Quoting>> byDocument = new TreeMap<>();
        for (Candidate candidate : affected) {
            for (var passage : candidate.passages()) {
                var document = UUID.fromString(
                        passage.node().path("document").path("id").asText());
                byDocument.computeIfAbsent(document, id -> new ArrayList<>()).add(new Quoting(candidate, passage));
            }
        }
        // Documents are checked in groups: sources may be many times as long as the entities that quote them.
        var documents = List.copyOf(byDocument.keySet());
        for (int from = 0; from < documents.size(); from += AT_ONCE) {
            cancellation.check();
            var some = documents.subList(from, Math.min(documents.size(), from + AT_ONCE));
            var sources = sourcesOf(some, state);
            some.forEach(document -> byDocument
                    .get(document)
                    .forEach(quoting -> check(quoting.candidate(), quoting.passage(), sources, faults)));
        }
    }

    /** A passage of an entity. */
    private record Quoting(Candidate candidate, Candidate.Found passage) {}

    private static void check(
            Candidate candidate,
            Candidate.Found passage,
            Map<UUID, SourceText> sources,
            PublicationGate.FoundFaults faults) {
        var node = passage.node();
        var source =
                sources.get(UUID.fromString(node.path("document").path("id").asText()));
        if (source == null) {
            // A link without a target has been reported already.
            return;
        }
        int start = node.path("start").asInt(-1);
        int end = node.path("end").asInt(-1);
        var pointer = passage.pointer() + "/quote";
        if (!source.has(start, end)) {
            faults.add(
                    candidate,
                    Fault.at(pointer, String.format(Locale.ROOT, "lies outside of its source, %d to %d", start, end)));
        } else if (!source.isAt(start, end, node.path("quote").asText())) {
            faults.add(
                    candidate,
                    Fault.at(
                            pointer, String.format(Locale.ROOT, "is not the source's text from %d to %d", start, end)));
        }
    }

    private List<String> documentsWithNewSource(ProspectiveState state) {
        return state.changed().stream()
                .filter(candidate -> candidate.body().has(SOURCE_SHA256))
                .map(candidate -> candidate.id().toString())
                .toList();
    }

    private List<Candidate> quoting(List<String> documents, Set<UUID> except) {
        if (documents.isEmpty()) {
            return List.of();
        }
        return database.query(Items.SELECT + """
                                where i.until_release is null and i.id in
                                    (select id from published_facet
                                     where field = 'document' and value = any(?) and until_release is null)
                                """, Items::item, documents).stream()
                .filter(item -> !except.contains(item.id()))
                .map(item -> Candidate.of(types.description(item.type()), JsonBodies.parse(json, item.body())))
                .toList();
    }

    private Map<UUID, SourceText> sourcesOf(Collection<UUID> documents, ProspectiveState state) {
        Map<UUID, String> hashes = new HashMap<>();
        Map<String, SourceText> found = new HashMap<>();
        for (UUID id : documents) {
            var candidate = state.candidate(id);
            var body = candidate.<JsonNode>map(Candidate::body).or(() -> state.current(id)
                    .filter(current -> current.body() != null)
                    .map(current -> JsonBodies.parse(json, current.body())));
            body.map(each -> each.path(SOURCE_SHA256).asText()).ifPresent(hash -> hashes.put(id, hash));
            candidate.map(Candidate::source).ifPresent(text -> found.put(hashes.get(id), new SourceText(text)));
        }
        load(hashes.values(), found);
        return hashes.entrySet().stream()
                .filter(entry -> found.containsKey(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> found.get(entry.getValue())));
    }

    private void load(Collection<String> hashes, Map<String, SourceText> found) {
        Set<String> missing = new TreeSet<>(hashes);
        missing.removeAll(found.keySet());
        var cached = texts.getAllPresent(missing);
        found.putAll(cached);
        missing.removeAll(cached.keySet());
        if (!missing.isEmpty()) {
            database.query(
                            "select sha256, text from published_source where sha256 = any(?)",
                            row -> Map.entry(row.getString(1), new SourceText(row.getString(2))),
                            missing)
                    .forEach(row -> {
                        found.put(row.getKey(), row.getValue());
                        texts.put(row.getKey(), row.getValue());
                    });
        }
    }
}
