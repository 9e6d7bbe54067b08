package org.cliniccontent.content;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The terminologies that codes may come from, by their canonical URIs as FHIR R4 has them, and what their codes are. */
enum Terminology {
    /** Of the World Health Organization: a category, and a subdivision of up to two digits ({@code X} fills a place). */
    ICD_10("http://hl7.org/fhir/sid/icd-10", "such as M06.9", matches("[A-Z][0-9]{2}(\\.[0-9X][0-9]?)?")),

    ICD_10_CM(
            "http://hl7.org/fhir/sid/icd-10-cm",
            "such as M17.11 or S72.001A",
            matches("[A-Z][0-9][0-9AB](\\.[0-9A-Z]{1,4})?")),

    MESH("http://id.nlm.nih.gov/mesh", "such as D010003", matches("[A-Z][0-9]{6,9}")),

    SNOMED_CT("http://snomed.info/sct", "the identifier of a concept, such as 396275006", Terminology::isConcept);

    private static final Pattern CONCEPT = Pattern.compile("[1-9][0-9]{2,14}[01]0[0-9]");

    private final String uri;
    private final String form;
    private final Predicate<String> valid;

    Terminology(String uri, String form, Predicate<String> valid) {
        this.uri = uri;
        this.form = form;
        this.valid = valid;
    }

    static Optional<Terminology> of(String uri) {
        return Arrays.stream(values()).filter(each -> each.uri.equals(uri)).findFirst();
    }

    static String uris() {
        return String.join(", ", Arrays.stream(values()).map(each -> each.uri).toList());
    }

    /** What its codes look like: completes "must be …". */
    String form() {
        return form;
    }

    boolean has(String code) {
        return valid.test(code);
    }

    private static Predicate<String> matches(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    /** An SCTID: its last two digits but one say that it is a concept's, its last checks the others. */
    private static boolean isConcept(String code) {
        return CONCEPT.matcher(code).matches() && Verhoeff.isValid(code);
    }
}
