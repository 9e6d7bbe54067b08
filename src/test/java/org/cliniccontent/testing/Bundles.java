package org.cliniccontent.testing;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.cliniccontent.content.CanonicalJson;

/** Small bundles with slugs of their own, so that publishing tests do not interfere. */
public final class Bundles {

    /** The source text of {@link #document}. */
    public static final String SOURCE = "The knee may hurt. Rest may help. Nothing is certain.";

    /** A passage of the source. */
    public static final String QUOTE = "{quote: The knee may hurt.}";

    private Bundles() {}

    /** Returns a part for slugs and names that no other test uses. */
    public static String unique() {
        return "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    public static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the head of a bundle: its format, and a document with the given slug. */
    public static String document(String slug) {
        return """
                format: clinic-content-bundle/1
                documents:
                  %s:
                    title: Document %s
                    summary: A document of a test.
                    locale: en
                    review: {lastReviewed: "2026-01"}
                    sections:
                      - {slug: all, heading: All, headingOrigin: EDITORIAL, kind: BACKGROUND, startsWith: The knee}
                    sourceSha256: %s
                    source: "%s"
                """.formatted(slug, slug, CanonicalJson.sha256(SOURCE), SOURCE);
    }

    /** Returns a condition as a line of {@code conditions}; further members in flow style, each preceded by a comma. */
    public static String condition(String slug, String name, String more) {
        return "  %s: {name: \"%s\", summary: A condition of a test., kind: DISEASE, passages: [%s]%s}\n"
                .formatted(slug, name, QUOTE, more);
    }

    public static String condition(String slug, String name) {
        return condition(slug, name, "");
    }
}
