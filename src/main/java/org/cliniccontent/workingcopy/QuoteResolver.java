package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.SourceText;

/**
 * Finds where the quotes of edits stand. An editor gives a quote; its offsets are left out where it occurs once in the
 * source, and what occurs nowhere, or more than once without offsets, is a fault. It goes document by document, so that
 * one source is in memory at a time.
 */
final class QuoteResolver {

    private static final String DOCUMENTS = "documents";
    private static final String QUOTE = "quote";

    private final EditSet incoming;
    private final Sources otherSources;
    private final String onlyDocument;

    /** The quotes of each document, by its slug. */
    private final Map<String, List<Passage>> passages = new LinkedHashMap<>();

    /** The documents that are not among the edits. */
    interface Sources {

        /** Announces those whose sources will be asked for. */
        void expect(Collection<String> slugs);

        Optional<String> of(String slug);
    }

    /** What quotes, and where it stands in the edits. */
    private record Passage(String pointer, ObjectNode node) {}

    /** A source, and where in it quotes stand that have no offsets. */
    private record Searched(SourceText text, Map<String, QuoteSearch.Occurrence> found) {

        static Searched of(String source, Stream<String> quotes) {
            return new Searched(new SourceText(source), QuoteSearch.of(source, quotes.toList()));
        }
    }

    QuoteResolver(EditSet incoming, Sources otherSources) {
        this.incoming = incoming;
        this.otherSources = otherSources;
        var documents = incoming.tree().path(DOCUMENTS);
        this.onlyDocument = documents.size() == 1 ? documents.fieldNames().next() : null;
    }

    /** Adds to every passage in the tree its document, start and end, and to every section its range. */
    void resolve() {
        incoming.tree().properties().forEach(collection -> {
            // Entity by entity: a slug may be the name of a member.
            if (!collection.getKey().equals(DOCUMENTS)) {
                collection
                        .getValue()
                        .properties()
                        .forEach(entity -> walk('/' + collection.getKey() + '/' + entity.getKey(), entity.getValue()));
            }
        });
        incoming.tree().path(DOCUMENTS).properties().forEach(document -> {
            var slug = document.getKey();
            resolveDocument(
                    '/' + DOCUMENTS + '/' + slug,
                    (ObjectNode) document.getValue(),
                    Optional.ofNullable(passages.remove(slug)).orElse(List.of()));
        });
        otherSources.expect(passages.keySet());
        passages.forEach(this::resolveOthers);
    }

    private void resolveDocument(String pointer, ObjectNode document, List<Passage> quoting) {
        var sections = document.path("sections");
        List<Passage> all = new ArrayList<>(quoting);
        var sectionOnly = document.path("sectionOnly");
        for (int i = 0; i < sectionOnly.size(); i++) {
            all.add(i, new Passage(pointer + "/sectionOnly/" + i, (ObjectNode) sectionOnly.get(i)));
        }
        List<String> sought = new ArrayList<>();
        sections.forEach(section -> {
            if (!section.has("start")) {
                sought.add(section.path("startsWith").asText());
            }
        });
        var source = Searched.of(document.path("source").asText(), Stream.concat(sought.stream(), soughtIn(all)));
        var sha256 = document.path("sourceSha256");
        if (sha256.isTextual()
                && !sha256.asText().equals(CanonicalJson.sha256(source.text().text()))) {
            incoming.fault(pointer + "/sourceSha256", "is not the SHA-256 of the source");
        }
        resolveSections(pointer + "/sections", sections, source);
        all.forEach(passage -> find(passage, source));
    }

    private void resolveOthers(String slug, List<Passage> quoting) {
        var source = otherSources.of(slug);
        if (source.isEmpty()) {
            quoting.forEach(
                    passage -> incoming.fault(passage.pointer() + "/document", "there is no document '" + slug + "'"));
            return;
        }
        var searched = Searched.of(source.get(), soughtIn(quoting));
        quoting.forEach(passage -> find(passage, searched));
    }

    private static Stream<String> soughtIn(List<Passage> passages) {
        return passages.stream()
                .filter(passage -> !passage.node().has("start"))
                .map(passage -> passage.node().path(QUOTE).asText());
    }

    private void walk(String pointer, JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has(QUOTE)) {
                addPassage(pointer, object);
            }
            object.properties().forEach(member -> {
                if (member.getValue().isContainerNode()) {
                    walk(pointer + '/' + member.getKey(), member.getValue());
                }
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isContainerNode()) {
                    walk(pointer + '/' + i, array.get(i));
                }
            }
        }
    }

    private void addPassage(String pointer, ObjectNode passage) {
        var slug = passage.path("document").asText(onlyDocument);
        if (slug == null) {
            incoming.fault(pointer, "must name its document");
            return;
        }
        passage.put("document", slug);
        passages.computeIfAbsent(slug, key -> new ArrayList<>()).add(new Passage(pointer, passage));
    }

    private void find(Passage passage, Searched source) {
        var node = passage.node();
        var quote = node.path(QUOTE).asText();
        if (node.has("start")) {
            int start = node.path("start").asInt();
            int end = node.path("end").asInt();
            if (!incoming.wasTakenBefore() && !source.text().isAt(start, end, quote)) {
                incoming.fault(passage.pointer() + "/quote", "is not the source's text from " + start + " to " + end);
            }
            return;
        }
        int start = once(passage.pointer() + "/quote", quote, source);
        node.put("start", start);
        node.put("end", start + SourceText.lengthOf(quote));
    }

    /** Sections are a partition: each begins where its text does and ends where the next begins. */
    private void resolveSections(String pointer, JsonNode sections, Searched source) {
        int previous = -1;
        for (int i = 0; i < sections.size(); i++) {
            var section = (ObjectNode) sections.get(i);
            var at = pointer + '/' + i + "/startsWith";
            int start = startOf(at, section, source);
            section.remove("startsWith");
            if (i == 0 && start != 0) {
                incoming.fault(
                        at, "must begin at the beginning of the source, because no text may be outside of a section");
            } else if (start <= previous) {
                incoming.fault(at, "must begin after the section before it");
            }
            section.put("start", start);
            section.put("end", source.text().length());
            if (i > 0) {
                ((ObjectNode) sections.get(i - 1)).put("end", start);
            }
            previous = start;
        }
        checkContent(pointer, sections, source.text());
    }

    /** Where a section has nothing that could be read, nothing could say where it starts. */
    private void checkContent(String pointer, JsonNode sections, SourceText source) {
        for (int i = 0; i < sections.size(); i++) {
            int start = sections.get(i).path("start").asInt();
            int end = sections.get(i).path("end").asInt();
            if (source.has(start, end) && source.between(start, end).isBlank()) {
                incoming.fault(
                        pointer + '/' + i + "/startsWith", "must not begin a section of nothing but white space");
            }
        }
    }

    /** Where a section says that it starts; a text that is there twice needs the offset as well. */
    private int startOf(String pointer, ObjectNode section, Searched source) {
        var text = section.path("startsWith").asText();
        if (!section.has("start")) {
            return once(pointer, text, source);
        }
        int start = section.path("start").asInt();
        if (!source.text().hasAt(start, text)) {
            incoming.fault(pointer, "is not the source's text at " + start);
        }
        return start;
    }

    private int once(String pointer, String quote, Searched source) {
        var found = source.found().get(quote);
        if (found.first() < 0) {
            incoming.fault(pointer, "does not occur in the source: \"" + abbreviated(quote) + '"');
            return 0;
        }
        if (found.again()) {
            incoming.fault(
                    pointer, "occurs more than once in the source, so it needs offsets: \"" + abbreviated(quote) + '"');
        }
        return source.text().offsetOf(found.first());
    }

    private static String abbreviated(String quote) {
        return quote.length() <= 60 ? quote : quote.substring(0, 60) + "…";
    }
}
