package org.cliniccontent.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.CanonicalJson;

/**
 * A bundle that may be published, made of sentences and of numbers that decide what is in it: shorter lists and smaller
 * numbers make a smaller bundle, so that a failure can be shrunk.
 */
final class GeneratedBundle {

    private static final List<List<String>> CODES = List.of(
            List.of("http://snomed.info/sct", "396275006"),
            List.of("http://id.nlm.nih.gov/mesh", "D010003"),
            List.of("http://hl7.org/fhir/sid/icd-10", "M17.1"));
    private static final List<String> REVIEWS = List.of("2024", "2025-03", "2026-01-31");

    /** Slugs that mean something else to a careless reader. */
    private static final List<String> SLUGS = List.of("a", "true", "null", "1", "quote", "issued", "on", "0x1f");

    private final List<String> sentences;
    private final List<Integer> numbers;
    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
    private int next;

    GeneratedBundle(List<String> sentences, List<Integer> numbers) {
        this.sentences = sentences.stream().map(each -> "S" + each + "E").toList();
        this.numbers = numbers;
    }

    /** The next decision: below a bound; when there are no more, 0. */
    private int below(int bound) {
        return next < numbers.size() ? numbers.get(next++) % bound : 0;
    }

    ObjectNode json() {
        tree.put("format", Bundle.FORMAT);
        document();
        int references = entities("references", 3, this::reference);
        int caveats = entities("caveats", 4, entity -> links(statement(caveat(entity)), "references", references));
        int conditions = entities("conditions", 4, entity -> condition(entity, caveats, references));
        int sources = caveats == 0 ? 0 : entities("mscSources", 3, entity -> caveated(source(entity), caveats));
        int methods = caveats == 0 ? 0 : entities("deliveryMethods", 3, entity -> caveated(method(entity), caveats));
        entities("treatments", 3, entity -> {
            treatment(entity, caveats);
            links(entity, "conditions", conditions);
            links(entity, "mscSources", sources);
            links(entity, "deliveryMethods", methods);
            links(entity, "references", references);
        });
        return tree;
    }

    @FunctionalInterface
    private interface Fill {
        void accept(ObjectNode entity);
    }

    private int entities(String collection, int bound, Fill fill) {
        int count = below(bound);
        for (int i = 0; i < count; i++) {
            var entity = tree.withObjectProperty(collection).putObject(SLUGS.get(i));
            entity.put(collection.equals("caveats") || collection.equals("references") ? "title" : "name", text());
            entity.put("summary", text());
            review(entity);
            fill.accept(entity);
            if (below(2) == 1) {
                tree.withObjectProperty("ids")
                        .put(
                                collection + '/' + SLUGS.get(i),
                                UUID.nameUUIDFromBytes((collection + i).getBytes(StandardCharsets.UTF_8))
                                        .toString());
            }
        }
        return count;
    }

    private String text() {
        return sentences.get(below(sentences.size()));
    }

    private void document() {
        var source = String.join("\n", sentences);
        var document = tree.putObject("documents").putObject("issued");
        document.put("title", text()).put("summary", text()).put("locale", "en").put("source", source);
        document.put("sourceSha256", CanonicalJson.sha256(source));
        review(document);
        int at = 0;
        var sections = document.putArray("sections");
        for (int i = 0; i < sentences.size(); i++) {
            if (i == 0 || below(2) == 1) {
                sections.addObject()
                        .put("slug", "s" + i)
                        .put("heading", text())
                        .put("headingOrigin", "SOURCE")
                        .put("kind", "BACKGROUND")
                        .put("startsWith", sentences.get(i))
                        .put("start", at);
            }
            at += length(sentences.get(i)) + 1;
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private void review(ObjectNode entity) {
        int which = below(REVIEWS.size() + 1);
        if (which > 0) {
            var review = entity.putObject("review").put("lastReviewed", REVIEWS.get(which - 1));
            int due = below(3);
            if (due > 0) {
                review.put("nextDue", due == 1 ? "2027" : "2027-02-28");
            }
        }
    }

    /** The end of a sentence, by its offsets. */
    private ObjectNode passage() {
        int which = below(sentences.size());
        int start = 0;
        for (int i = 0; i < which; i++) {
            start += length(sentences.get(i)) + 1;
        }
        var sentence = sentences.get(which);
        int skip = below(length(sentence));
        return JsonNodeFactory.instance
                .objectNode()
                .put("document", "issued")
                .put("start", start + skip)
                .put("end", start + length(sentence))
                .put("quote", sentence.substring(sentence.offsetByCodePoints(0, skip)));
    }

    private ObjectNode links(ObjectNode entity, String relation, int targets) {
        int count = targets == 0 ? 0 : below(targets + 1);
        ArrayNode links = entity.putArray(relation);
        for (int i = count; i > 0; i--) {
            links.add(SLUGS.get(i - 1));
        }
        return entity;
    }

    private void caveated(ObjectNode entity, int caveats) {
        entity.putArray("caveats").add(SLUGS.get(below(caveats)));
    }

    private void reference(ObjectNode entity) {
        entity.put("cslType", "book")
                .put("origin", "EDITORIAL")
                .put("citationKey", "key" + tree.path("references").size());
        if (below(2) == 1) {
            entity.putArray("author").addObject().put("family", text()).put("given", text());
            entity.put("issued", REVIEWS.get(below(REVIEWS.size()))).put("doi", "10.1000/x.y");
        }
    }

    private ObjectNode caveat(ObjectNode entity) {
        return entity.put("kind", "SAFETY").put("severity", "CRITICAL");
    }

    private ObjectNode statement(ObjectNode entity) {
        entity.put("statement", text()).putArray("passages").add(passage());
        return entity;
    }

    private void condition(ObjectNode entity, int caveats, int references) {
        entity.put("kind", "DISEASE").putArray("passages").add(passage()).add(passage());
        links(entity, "caveats", caveats);
        links(entity, "references", references);
        if (below(2) == 1) {
            entity.putArray("aliases").add(text());
        }
        codes(entity);
        if (tree.path("conditions").size() > 1) {
            entity.putArray("causedBy")
                    .addObject()
                    .put("condition", SLUGS.get(0))
                    .put("how", text());
        }
    }

    private void codes(ObjectNode entity) {
        var codes = entity.putArray("codes");
        for (int i = below(CODES.size() + 1); i > 0; i--) {
            codes.addObject()
                    .put("system", CODES.get(i - 1).get(0))
                    .put("code", CODES.get(i - 1).get(1))
                    .put("display", text())
                    .put("match", "EXACT");
        }
    }

    private ObjectNode source(ObjectNode entity) {
        entity.put("tissue", text()).put("donorType", "ALLOGENEIC").put("procurement", text());
        entity.putArray("passages").add(passage());
        if (below(2) == 1) {
            entity.putArray("advantages").addObject().put("text", text()).set("passage", passage());
        }
        return entity;
    }

    private ObjectNode method(ObjectNode entity) {
        entity.put("kind", "ADJUNCT").put("description", text()).put("purpose", text());
        entity.putArray("guidance").add("ULTRASOUND");
        entity.putArray("passages").add(passage());
        return entity;
    }

    private void treatment(ObjectNode entity, int caveats) {
        entity.put("category", "CONSERVATIVE").put("evidenceStage", caveats == 0 ? "ESTABLISHED" : "INVESTIGATIONAL");
        entity.putArray("passages").add(passage());
        if (caveats > 0) {
            caveated(entity, caveats);
        }
        if (below(2) == 1) {
            var mechanism = entity.putArray("mechanisms").addObject();
            mechanism.put("name", text()).put("description", text()).set("passage", passage());
            var criterion = entity.putArray("candidacy").addObject();
            criterion.put("criterion", text()).put("description", text()).set("passage", passage());
        }
        codes(entity);
    }
}
