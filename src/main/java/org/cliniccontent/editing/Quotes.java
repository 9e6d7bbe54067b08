package org.cliniccontent.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cliniccontent.release.Canonical;
import org.cliniccontent.release.SourceText;

/**
 * Finds where the quotes of edits stand. An editor gives a quote; its offsets are left out where it occurs once in the
 * source, and what occurs nowhere, or more than once without offsets, is a fault.
 */
final class Quotes {

    private static final String DOCUMENTS = "documents";

    private final Incoming incoming;
    private final Map<String, SourceText> sources = new HashMap<>();
    private final Function<String, Optional<String>> otherSources;
    private final String onlyDocument;

    /** @param otherSources the source of a document that is not among the edits, by slug */
    Quotes(Incoming incoming, Function<String, Optional<String>> otherSources) {
        this.incoming = incoming;
        this.otherSources = otherSources;
        var documents = incoming.tree().path(DOCUMENTS);
        this.onlyDocument = documents.size() == 1 ? documents.fieldNames().next() : null;
    }

    /** Adds to every passage in the tree its document, start and end, and to every section its range. */
    void resolve() {
        incoming.tree().path(DOCUMENTS).properties().forEach(document -> {
            var pointer = '/' + DOCUMENTS + '/' + document.getKey();
            var node = (ObjectNode) document.getValue();
            var source = new SourceText(node.path("source").asText());
            sources.put(document.getKey(), source);
            var sha256 = node.path("sourceSha256");
            if (sha256.isTextual() && !sha256.asText().equals(Canonical.sha256(source.text()))) {
                incoming.fault(pointer + "/sourceSha256", "is not the SHA-256 of the source");
            }
            resolveSections(pointer + "/sections", node.path("sections"), source);
            var sectionOnly = node.path("sectionOnly");
            for (int i = 0; i < sectionOnly.size(); i++) {
                find(pointer + "/sectionOnly/" + i, (ObjectNode) sectionOnly.get(i), source);
            }
        });
        incoming.tree().properties().forEach(collection -> {
            // Entity by entity: a slug may be the name of a member.
            if (!collection.getKey().equals(DOCUMENTS)) {
                collection
                        .getValue()
                        .properties()
                        .forEach(entity -> walk('/' + collection.getKey() + '/' + entity.getKey(), entity.getValue()));
            }
        });
    }

    private void walk(String pointer, JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has("quote")) {
                resolvePassage(pointer, object);
            }
            object.properties().forEach(member -> walk(pointer + '/' + member.getKey(), member.getValue()));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                walk(pointer + '/' + i, array.get(i));
            }
        }
    }

    private void resolvePassage(String pointer, ObjectNode passage) {
        var slug = passage.path("document").asText(onlyDocument);
        if (slug == null) {
            incoming.fault(pointer, "must name its document");
            return;
        }
        var source = sources.computeIfAbsent(
                slug, key -> otherSources.apply(key).map(SourceText::new).orElse(null));
        if (source == null) {
            incoming.fault(pointer + "/document", "there is no document '%s'".formatted(slug));
            return;
        }
        passage.put("document", slug);
        find(pointer, passage, source);
    }

    private void find(String pointer, ObjectNode passage, SourceText source) {
        var quote = passage.path("quote").asText();
        if (passage.has("start")) {
            int start = passage.path("start").asInt();
            int end = passage.path("end").asInt();
            if (!incoming.wasTakenBefore()
                    && (!source.has(start, end) || !source.between(start, end).equals(quote))) {
                incoming.fault(pointer + "/quote", "is not the source's text from %d to %d".formatted(start, end));
            }
            return;
        }
        int start = once(pointer + "/quote", quote, source);
        passage.put("start", start);
        passage.put("end", start + SourceText.lengthOf(quote));
    }

    /** Sections are a partition: each begins where its text does and ends where the next begins. */
    private void resolveSections(String pointer, JsonNode sections, SourceText source) {
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
            section.put("end", source.length());
            if (i > 0) {
                ((ObjectNode) sections.get(i - 1)).put("end", start);
            }
            previous = start;
        }
        checkContent(pointer, sections, source);
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
    private int startOf(String pointer, ObjectNode section, SourceText source) {
        var text = section.path("startsWith").asText();
        if (!section.has("start")) {
            return once(pointer, text, source);
        }
        int start = section.path("start").asInt();
        int end = start + SourceText.lengthOf(text);
        if (!source.has(start, end) || !source.between(start, end).equals(text)) {
            incoming.fault(pointer, "is not the source's text at %d".formatted(start));
        }
        return start;
    }

    private int once(String pointer, String quote, SourceText source) {
        int first = source.indexOf(quote, 0);
        if (first < 0) {
            incoming.fault(pointer, "does not occur in the source: \"%s\"".formatted(abbreviated(quote)));
            return 0;
        }
        if (first + 1 < source.length() && source.indexOf(quote, first + 1) >= 0) {
            incoming.fault(
                    pointer,
                    "occurs more than once in the source, so it needs offsets: \"%s\"".formatted(abbreviated(quote)));
        }
        return first;
    }

    private static String abbreviated(String quote) {
        return quote.length() <= 60 ? quote : quote.substring(0, 60) + "…";
    }
}
