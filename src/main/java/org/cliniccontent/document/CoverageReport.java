package org.cliniccontent.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.SourceText;
import org.cliniccontent.database.Database;
import org.cliniccontent.document.Coverage.CoveredSentence;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;

/** Works out which sentences of a source lie in passages of which entities. */
@ApplicationScoped
class CoverageReport {

    private final Database database;
    private final ContentTypes types;
    private final ObjectMapper json;

    CoverageReport(Database database, ContentTypes types, ObjectMapper json) {
        this.database = database;
        this.types = types;
        this.json = json;
    }

    private record Quoting(Link entity, BitSet covered) {}

    Coverage of(Item document, String sourceText, long release) {
        var source = new SourceText(sourceText);
        var body = JsonBodies.parse(json, document.body());
        var quoting = quoting(document, source.length(), release);
        var all = new BitSet();
        quoting.forEach(each -> all.or(each.covered()));

        List<CoveredSentence> sentences = new ArrayList<>();
        for (var sentence : Sentences.of(sourceText)) {
            var text = source.between(sentence.start(), sentence.end());
            var reason = reasonFor(body, sentence);
            var state = isCovered(text, sentence.start(), all)
                    ? Coverage.State.COVERED
                    : reason == null ? Coverage.State.UNCOVERED : Coverage.State.SECTION_ONLY;
            sentences.add(new CoveredSentence(
                    sentence.start(),
                    sentence.end(),
                    text,
                    sectionOf(body, sentence),
                    state,
                    state == Coverage.State.SECTION_ONLY ? reason : null,
                    quoting.stream()
                            .filter(each -> each.covered()
                                            .get(sentence.start(), sentence.end())
                                            .cardinality()
                                    > 0)
                            .map(Quoting::entity)
                            .toList()));
        }
        return new Coverage(
                link(document),
                release,
                count(sentences, Coverage.State.COVERED),
                count(sentences, Coverage.State.SECTION_ONLY),
                count(sentences, Coverage.State.UNCOVERED),
                sentences);
    }

    private List<Quoting> quoting(Item document, int length, long release) {
        return database
                .query(
                        Items.SELECT + """
                                where i.state = 'PUBLISHED' and i.id in
                                    (select f.id from published_facet f
                                     where f.type = any(?) and f.field = 'document' and f.value = ?
                                       and f.since_release <= ? and (f.until_release is null or f.until_release > ?))
                                and
                                """ + Items.VALID,
                        Items::item,
                        types.descriptions().map(each -> each.name()).toList(),
                        document.id().toString(),
                        release,
                        release,
                        release,
                        release)
                .stream()
                .sorted(Comparator.comparing(Item::type).thenComparing(Item::slug))
                .map(item -> new Quoting(link(item), rangesIn(item, document.id(), length)))
                .toList();
    }

    private BitSet rangesIn(Item item, UUID document, int length) {
        var ranges = new BitSet(length);
        var candidate = Candidate.of(types.description(item.type()), JsonBodies.parse(json, item.body()));
        for (var passage : candidate.passages()) {
            if (passage.node().path("document").path("id").asText().equals(document.toString())) {
                ranges.set(
                        passage.node().path("start").asInt(),
                        passage.node().path("end").asInt());
            }
        }
        return ranges;
    }

    private Link link(Item item) {
        return item.link(types.description(item.type()));
    }

    /** Punctuation and white space need no passage. */
    private static boolean isCovered(String text, int start, BitSet covered) {
        int at = start;
        for (int codePoint : text.codePoints().toArray()) {
            if (Character.isLetterOrDigit(codePoint) && !covered.get(at)) {
                return false;
            }
            at++;
        }
        return true;
    }

    private static String sectionOf(JsonNode document, Sentences.Sentence sentence) {
        for (JsonNode section : document.path("sections")) {
            if (section.path("start").asInt() <= sentence.start()
                    && sentence.end() <= section.path("end").asInt()) {
                return section.path("slug").asText();
            }
        }
        return null;
    }

    private static String reasonFor(JsonNode document, Sentences.Sentence sentence) {
        for (JsonNode part : document.path("sectionOnly")) {
            if (part.path("start").asInt() <= sentence.start()
                    && sentence.end() <= part.path("end").asInt()) {
                return part.path("reason").asText();
            }
        }
        return null;
    }

    private static int count(List<CoveredSentence> sentences, Coverage.State state) {
        return (int) sentences.stream().filter(each -> each.state() == state).count();
    }
}
