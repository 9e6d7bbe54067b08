package org.cliniccontent.content;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.cliniccontent.http.problem.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold for every body to be published. */
class BodyRulesTest {

    private static final TypeDescription TYPE =
            new TypeDescription("x", "xs", "name", Object.class, List.of(), List.of(Facet.ofCodes()));

    private static final String MESH = "http://id.nlm.nih.gov/mesh";

    private final BodyRules rules = at("2026-03-01T12:00:00Z");

    private static BodyRules at(String now) {
        return new BodyRules(Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode codes(String... systemsAndCodes) {
        var body = body();
        var codes = body.putArray("codes");
        for (int i = 0; i < systemsAndCodes.length; i += 2) {
            codes.addObject().put("system", systemsAndCodes[i]).put("code", systemsAndCodes[i + 1]);
        }
        return body;
    }

    private static ObjectNode review(String last, String next) {
        var body = body();
        var review = body.putObject("review");
        if (last != null) {
            review.put("lastReviewed", last);
        }
        if (next != null) {
            review.put("nextDue", next);
        }
        return body;
    }

    private static List<String> pointers(List<Fault> faults) {
        return faults.stream().map(Fault::pointer).toList();
    }

    @Test
    void aBodyWithoutCodesAndReviewHasNoFault() {
        assertThat(rules.check(TYPE, body())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://hl7.org/fhir/sid/icd-10, M06.9",
        "http://hl7.org/fhir/sid/icd-10, M17",
        "http://hl7.org/fhir/sid/icd-10, M00.06",
        "http://hl7.org/fhir/sid/icd-10, M45.X9",
        "http://hl7.org/fhir/sid/icd-10, U07.1",
        "http://hl7.org/fhir/sid/icd-10-cm, M17.11",
        "http://hl7.org/fhir/sid/icd-10-cm, M1A.00X0",
        "http://hl7.org/fhir/sid/icd-10-cm, S72.001A",
        "http://hl7.org/fhir/sid/icd-10-cm, C7B.00",
        "http://hl7.org/fhir/sid/icd-10-cm, U09.9",
        "http://id.nlm.nih.gov/mesh, D010003",
        "http://id.nlm.nih.gov/mesh, D000086382",
        "http://id.nlm.nih.gov/mesh, C535575",
        "http://snomed.info/sct, 396275006",
        "http://snomed.info/sct, 69896004",
        "http://snomed.info/sct, 138875005",
        "http://snomed.info/sct, 900000000000207008",
        "http://snomed.info/sct, 999000011000001104"
    })
    void aCodeOfATerminologyMayBePublished(String system, String code) {
        assertThat(rules.check(TYPE, codes(system, code))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "http://hl7.org/fhir/sid/icd-10,m06.9",
                "http://hl7.org/fhir/sid/icd-10,M06.",
                "http://hl7.org/fhir/sid/icd-10,M069",
                "http://hl7.org/fhir/sid/icd-10,M06.-",
                "http://hl7.org/fhir/sid/icd-10,M06 ",
                "http://hl7.org/fhir/sid/icd-10,M1A.00",
                "http://hl7.org/fhir/sid/icd-10,M06.901",
                "http://hl7.org/fhir/sid/icd-10,D010003",
                "http://hl7.org/fhir/sid/icd-10-cm,M17.11111",
                "http://hl7.org/fhir/sid/icd-10-cm,MA7.1",
                "http://hl7.org/fhir/sid/icd-10-cm,M1C.1",
                "http://hl7.org/fhir/sid/icd-10-cm,S72.001a",
                "http://id.nlm.nih.gov/mesh,010003",
                "http://id.nlm.nih.gov/mesh,D01000",
                "http://id.nlm.nih.gov/mesh,d010003",
                "http://id.nlm.nih.gov/mesh,C05.550",
                "http://snomed.info/sct,396275005",
                "http://snomed.info/sct,369275006",
                "http://snomed.info/sct,0396275006",
                "http://snomed.info/sct,39627",
                "http://snomed.info/sct,9000000000002070081",
                "http://snomed.info/sct,396275006 ",
                "http://snomed.info/sct,754786015",
                "http://snomed.info/sct,''"
            })
    void whatIsNoCodeOfItsTerminologyMayNot(String system, String code) {
        assertThat(pointers(rules.check(TYPE, codes(system, code)))).containsExactly("/codes/0/code");
    }

    @ParameterizedTest
    @CsvSource({
        "https://id.nlm.nih.gov/mesh, D010003",
        "http://id.nlm.nih.gov/mesh/, D010003",
        "MeSH, D010003",
        "http://hl7.org/fhir/sid/icd-11, FA20",
        "urn:oid:2.16.840.1.113883.6.177, D010003",
        "'', D010003"
    })
    void anotherTerminologyMayNot(String system, String code) {
        var faults = rules.check(TYPE, codes(system, code));
        assertThat(pointers(faults)).containsExactly("/codes/0/system");
        assertThat(faults.get(0).detail()).contains(MESH, "http://snomed.info/sct");
    }

    @Test
    void noCodeIsGivenTwice() {
        assertThat(pointers(rules.check(TYPE, codes(MESH, "D010003", MESH, "D001172", MESH, "D010003"))))
                .containsExactly("/codes/2/code");
    }

    /** Every single wrong digit and every swap of neighbours is found: that is what the check digit is for. */
    @Test
    void aMistypedConceptIsFound() {
        var valid = "396275006";
        assertThat(Verhoeff.isValid(valid)).isTrue();
        // The example of Verhoeff's algorithm in general: 236 has the check digit 3.
        assertThat(Verhoeff.isValid("2363")).isTrue();
        for (int i = 0; i < valid.length(); i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                var other = valid.substring(0, i) + digit + valid.substring(i + 1);
                assertThat(Verhoeff.isValid(other)).as(other).isEqualTo(other.equals(valid));
            }
            if (i > 0 && valid.charAt(i) != valid.charAt(i - 1)) {
                var swapped =
                        valid.substring(0, i - 1) + valid.charAt(i) + valid.charAt(i - 1) + valid.substring(i + 1);
                assertThat(Verhoeff.isValid(swapped)).as(swapped).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01, ",
        "2026-01, 2027-01",
        "2026-03-01, 2026-03-01",
        "2026, 2026-02",
        "2026-02-15, 2026-02",
        "2026-03, 2027",
        // It is the second of March already in the first time zone, and nowhere the third.
        "2026-03-02, 2027-03-02",
        "2024-02-29, 2025-02-28"
    })
    void aReviewThatWasMayBePublished(String last, String next) {
        assertThat(rules.check(TYPE, review(last, next))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-03, 2027-03-03, lastReviewed",
        "2026-04, 2027-04, lastReviewed",
        "2027, 2028, lastReviewed",
        "2026-02-15, 2026-02-14, nextDue",
        "2026-02, 2026-01, nextDue",
        "2026, 2025-12-31, nextDue",
        "2026-02-30, , lastReviewed",
        "2026-13, 2027-01, lastReviewed",
        "2026-1, 2027-01, lastReviewed",
        "yesterday, 2027-01, lastReviewed",
        "2026-01, 2027-02-29, nextDue",
        "2026-01, 10000, nextDue"
    })
    void anyOtherMayNot(String last, String next, String member) {
        assertThat(pointers(rules.check(TYPE, review(last, next)))).containsExactly("/review/" + member);
    }

    @Test
    void todayDependsOnTheClock() {
        assertThat(at("2026-03-02T09:59:59Z").check(TYPE, review("2026-03-03", null)))
                .hasSize(1);
        assertThat(at("2026-03-02T10:00:00Z").check(TYPE, review("2026-03-03", null)))
                .isEmpty();
    }

    @Test
    void everyFaultIsFound() {
        var body = codes(MESH, "x", "y", "z");
        body.set("review", review("2030", "2029").get("review"));
        assertThat(rules.check(TYPE, body)).hasSize(4);
    }
}
