package org.cliniccontent.nemesis;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.testing.Bundles;

/** Random content: a few slugs that all writers share, and links between them, some without a target yet. */
final class Content {

    static final String DOCUMENT = "meeting";

    private static final int CONDITIONS = 120;
    private static final int CAVEATS = 12;

    private Content() {}

    static String slug(Random random) {
        return "c-" + random.nextInt(CONDITIONS);
    }

    static String caveatSlug(Random random) {
        return "k-" + random.nextInt(CAVEATS);
    }

    /** Returns a slug that is published from the beginning and so can be linked to. */
    private static String linkable(Random random) {
        return "c-" + random.nextInt(CONDITIONS / 4);
    }

    static String condition(Random random) {
        var causes = random.nextInt(3) == 0
                ? "{\"condition\": \"%s\", \"how\": \"It may.\"}".formatted(linkable(random))
                : "";
        var caveats = random.nextInt(2) == 0 ? '"' + caveatSlug(random) + '"' : "";
        return """
                {"name": "Name %d", "summary": "Summary %d.", "kind": "DISEASE", "aliases": ["a%d"],
                 "causedBy": [%s], "caveats": [%s],
                 "passages": [{"document": "%s", "quote": "The knee may hurt."}]}
                """.formatted(
                        random.nextInt(50), random.nextInt(1_000_000), random.nextInt(5), causes, caveats, DOCUMENT);
    }

    static String caveat(Random random) {
        return """
                {"title": "Title %d", "summary": "A caveat.", "statement": "Statement %d.", "kind": "EXPECTATION",
                 "severity": "INFORMATION", "passages": [{"document": "%s", "quote": "Nothing is certain."}]}
                """.formatted(random.nextInt(50), random.nextInt(1_000_000), DOCUMENT);
    }

    /** Returns the document's text, which only grows, so that quotations stay correct. */
    static String source(Random random) {
        return "%s Added %d.".formatted(Bundles.SOURCE, random.nextInt(1_000));
    }

    /** Returns a bundle in JSON; its link targets and sources exist already, or are in it. */
    static String bundle(Random random, Stream<String> conditions, Stream<String> caveats) {
        return """
                {"format": "clinic-content-bundle/1", "conditions": {%s}, "caveats": {%s}}
                """.formatted(
                        conditions
                                .distinct()
                                .map(slug -> "\"%s\": %s".formatted(slug, condition(random)))
                                .collect(Collectors.joining(",")),
                        caveats.distinct()
                                .map(slug -> "\"%s\": %s".formatted(slug, caveat(random)))
                                .collect(Collectors.joining(",")));
    }

    /** Returns the first bundle: the document, all caveats and the conditions that can be linked to. */
    static String first() {
        var conditions = Stream.iterate(0, i -> i + 1)
                .limit(CONDITIONS / 4)
                .map(i -> Bundles.condition("c-" + i, "Name " + i))
                .collect(Collectors.joining());
        var caveats = Stream.iterate(0, i -> i + 1)
                .limit(CAVEATS)
                .map(i ->
                        "  k-%d: {title: T, summary: S, statement: A statement., kind: EXPECTATION, severity: INFORMATION, passages: [%s]}\n"
                                .formatted(i, Bundles.QUOTE))
                .collect(Collectors.joining());
        return Bundles.document(DOCUMENT) + "conditions:\n" + conditions + "caveats:\n" + caveats;
    }
}
