package org.cliniccontent.reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cliniccontent.http.problem.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What of a reference may be published, and what may not. */
class ReferenceRulesTest {

    private static List<String> faults(String member, String value) {
        var body = JsonNodeFactory.instance.objectNode().put(member, value);
        return ReferenceRules.check(body).stream().map(Fault::pointer).toList();
    }

    @Test
    void whatIsLeftOutIsNoFault() {
        assertThat(ReferenceRules.check(JsonNodeFactory.instance.objectNode())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "doi; 10.1002/jcb.20886",
                "doi; 10.1000.10/123",
                "doi; 10.1016/S0016-5085(01)83312-1",
                "doi; 10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2'",
                "doi; 10.123456789/é",
                "pmid; 1",
                "pmid; 28979850",
                "pmid; 123456789",
                "url; https://example.org",
                "url; http://example.org/",
                "url; HTTPS://Example.org/a%20b?x=1#part",
                "url; https://example.org:8443/a",
                "url; https://xn--bcher-kva.example/",
                "url; https://192.0.2.1/a",
                "url; https://[2001:db8::1]/a",
                "issued; 2006",
                "issued; 2017-09",
                "issued; 2017-12-18",
                "issued; 2024-02-29",
                "cslType; article-journal",
                "cslType; webpage",
                "cslType; legal_case"
            })
    void thisMayBePublished(String member, String value) {
        assertThat(faults(member, value.replace("'", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "doi;https://doi.org/10.1002/jcb.20886",
                "doi;doi:10.1002/jcb.20886",
                "doi;10.1002",
                "doi;10.1002/",
                "doi;10.1002/a b",
                "doi; 10.1002/a",
                "doi;10.1002/a ",
                "doi;10.1002/a\u00a0b",
                "doi;10.1002/a\u0007b",
                "doi;10.12/a",
                "doi;11.1002/a",
                "doi;10.10a2/a",
                "doi;''",
                "pmid;0",
                "pmid;012",
                "pmid;PMID12",
                "pmid;12 ",
                "pmid;-1",
                "pmid;1234567890",
                "pmid;\u0661",
                "url;example.org",
                "url;//example.org/a",
                "url;#part",
                "url;/a",
                "url;ftp://example.org/a",
                "url;javascript:alert(1)",
                "url;mailto:a@example.org",
                "url;http://",
                "url;http:///a",
                "url;http:a",
                "url;https://user@example.org/",
                "url;https://user:secret@example.org/",
                "url;https://@example.org/",
                "url;https://exa mple.org/",
                "url;https://example.org/a b",
                "url;https://exam_ple.org/",
                "url;https://example..org/",
                "url;https://-a.example.org/",
                "url;https://example.org:99999/",
                "url;https://example.org:x/",
                "url;https://bücher.example/",
                "url;https://example.org/é",
                "url;https://example.org/<a>",
                "url;https://[2001:db8::x]/",
                "url;https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.org/",
                "issued;2017-13",
                "issued;2017-02-29",
                "issued;2017-00-01",
                "issued;17",
                "issued;2017-9",
                "issued;2017-09-01T00:00:00Z",
                "issued;December 2017",
                "issued;''",
                "cslType;journal-article",
                "cslType;Book",
                "cslType;''"
            })
    void thisMayNot(String member, String value) {
        assertThat(faults(member, value)).containsExactly('/' + member);
    }

    @Test
    void everyFaultIsFound() {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("doi", "x")
                .put("pmid", "x")
                .put("url", "x")
                .put("issued", "x")
                .put("cslType", "x");
        assertThat(ReferenceRules.check(body)).hasSize(5);
    }

    @Test
    void theTypesAreThoseOfTheBundle() throws IOException {
        Set<String> types = new HashSet<>();
        try (var schema =
                ReferenceRulesTest.class.getResourceAsStream("/META-INF/resources/schemas/bundle-1.schema.json")) {
            new ObjectMapper()
                    .readTree(schema)
                    .at("/$defs/reference/properties/cslType/enum")
                    .forEach(type -> types.add(type.asText()));
        }
        assertThat(types).isEqualTo(ReferenceRules.CSL_TYPES);
    }
}
