package org.cliniccontent.http.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.restassured.RestAssured;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.RawHttp.Answer;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract is served as every other read is: compressed, with a tag, and the same for all. */
@ServiceTest
class ContractDocumentTest {

    private static final String PATH = "/q/openapi";

    @Inject
    OpenApiDocumentService documents;

    private byte[] framework(Format format) {
        return documents.getDocument("<default>", format);
    }

    @ParameterizedTest
    @CsvSource({
        "/q/openapi, */*, YAML",
        "/q/openapi, text/html, YAML",
        "/q/openapi, application/json, JSON",
        "/q/openapi?format=json, */*, JSON",
        "/q/openapi?format=yaml, */*, YAML",
        "/q/openapi.json, */*, JSON",
        "/q/openapi.yaml, application/json, YAML",
        "/q/openapi.yml, */*, YAML",
        "/q/openapi/, */*, YAML"
    })
    void itIsTheDocumentThatTheFrameworkMade(String target, String accept, Format format) {
        var answer = RawHttp.get(target, "Accept: " + accept);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content()).isEqualTo(framework(format));
        assertThat(answer.field("Content-Type")).containsExactly(format.getMimeType() + ";charset=UTF-8");
        assertThat(answer.field("Content-Length")).containsExactly(Integer.toString(answer.content().length));
        assertThat(answer.field("Vary")).containsExactly("Accept, Accept-Encoding");
        assertThat(answer.field("Cache-Control")).singleElement().asString().contains("max-age=");
        assertThat(answer.field("ETag")).singleElement().asString().matches("\"[A-Za-z0-9_-]{22}\"");
    }

    @Test
    void itIsCompressedAndEachCodingHasItsTag() throws IOException {
        var plain = RawHttp.get(PATH);
        var gzip = RawHttp.get(PATH, "Accept-Encoding: gzip");
        var brotli = RawHttp.get(PATH, "Accept-Encoding: gzip, br");
        assertThat(gzip.field("Content-Encoding")).containsExactly("gzip");
        assertThat(brotli.field("Content-Encoding")).containsExactly("br");
        assertThat(gzip.content().length).isLessThan(plain.content().length / 8);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.content())).readAllBytes())
                .isEqualTo(plain.content());
        assertThat(List.of(tag(plain), tag(gzip), tag(brotli))).doesNotHaveDuplicates();
    }

    @Test
    void whoHasItIsToldSo() {
        for (String accept : List.of("Accept: */*", "Accept: application/json")) {
            var first = RawHttp.get(PATH, accept, "Accept-Encoding: gzip");
            var second = RawHttp.get(PATH, accept, "Accept-Encoding: gzip", "If-None-Match: " + tag(first));
            assertThat(second.status()).isEqualTo(304);
            assertThat(second.content()).isEmpty();
            assertThat(second.field("ETag")).isEqualTo(first.field("ETag"));
            assertThat(second.field("Vary")).isEqualTo(first.field("Vary"));
            assertThat(RawHttp.get(PATH, accept, "If-None-Match: " + tag(first)).status())
                    .as("in another coding")
                    .isEqualTo(200);
        }
        Api.problem(RestAssured.given().header("If-Match", "\"other\"").get(PATH), 412, "precondition-failed");
    }

    @Test
    void headIsAnsweredAsGet() {
        var head = RawHttp.send("HEAD " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var get = RawHttp.get(PATH);
        assertThat(head.content()).isEmpty();
        assertThat(head.field("Content-Length")).isEqualTo(get.field("Content-Length"));
        assertThat(head.field("ETag")).isEqualTo(get.field("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void nothingElseCopiesIt(String method) {
        for (String path : List.of(PATH, PATH + "/", PATH + ".json")) {
            var response = RestAssured.given().request(method, path);
            Api.problem(response, 405, "method-not-allowed");
            assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        }
    }

    @Test
    void bothFormatsSayTheSame() throws IOException {
        assertThat(new ObjectMapper().readTree(framework(Format.JSON)))
                .isEqualTo(new YAMLMapper().readTree(framework(Format.YAML)));
    }

    @Test
    void whatBeginsAlikeIsNotIt() {
        Api.problem("/q/openapis", 404, "not-found");
        Api.problem("/q/openapi.txt", 404, "not-found");
    }

    private static String tag(Answer answer) {
        return answer.field("ETag").get(0);
    }
}
