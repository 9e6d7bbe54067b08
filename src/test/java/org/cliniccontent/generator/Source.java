package org.cliniccontent.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.SourceText;
import org.cliniccontent.document.Section;

/** A document's text, with the sentences that passages quote and the sections that it consists of. */
final class Source {

    private static final int SENTENCES_PER_SECTION = 7;

    /** A range of code points. */
    private record Sentence(int start, int end, String text) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Sentence> sentences = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private int length;

    Source(SplittableRandom random) {
        for (Section.SectionKind kind : Section.SectionKind.values()) {
            int start = length;
            for (int i = 0; i < SENTENCES_PER_SECTION; i++) {
                var sentence = Words.sentence(random);
                // Beyond the basic plane now and then: there Java's offsets and code points differ.
                sentence = random.nextInt(20) == 0 ? sentence.replace("tissue", "tissue 𝛽") : sentence;
                int from = length;
                append(sentence);
                sentences.add(new Sentence(from, length, sentence));
                append(i % 3 == 2 || i == SENTENCES_PER_SECTION - 1 ? "\n\n" : " ");
            }
            var name = kind.name().toLowerCase(java.util.Locale.ROOT);
            sections.add(new Section(name, "On " + name, Section.HeadingOrigin.EDITORIAL, kind, start, length));
        }
    }

    private void append(String part) {
        text.append(part);
        length += SourceText.lengthOf(part);
    }

    String text() {
        return text.toString();
    }

    List<Section> sections() {
        return sections;
    }

    Passage passage(SplittableRandom random, UUID document) {
        var sentence = Words.pick(random, sentences);
        return new Passage(
                Link.to(Kind.DOCUMENT.typeName(), document), sentence.start(), sentence.end(), sentence.text());
    }

    List<Passage> passages(SplittableRandom random, UUID document, int count) {
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            passages.add(passage(random, document));
        }
        return passages;
    }
}
