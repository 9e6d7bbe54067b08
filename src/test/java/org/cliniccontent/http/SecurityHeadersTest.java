package org.cliniccontent.http;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cliniccontent.contract.ContractFilter;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers for browsers on every response, over all operations of the contract and other paths. */
@ServiceTest
class SecurityHeadersTest {

    private static final Pattern INLINE = Pattern.compile("<(script|style)(?: defer)?>(.*?)</\\1>", Pattern.DOTALL);

    static Stream<List<String>> operations() throws IOException {
        var contract = new YAMLMapper().readTree(Files.readString(ContractFilter.CONTRACT));
        List<List<String>> operations = new ArrayList<>();
        contract.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> operations.add(List.of(method.toUpperCase(Locale.ROOT), path.getKey()))));
        return operations.stream();
    }

    /**
     * Checks every operation without the required input: most requests are refused, in every part of the service that
     * refuses.
     */
    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationSaysItToBrowsers(List<String> operation) {
        var path = operation.get(1).replaceAll("\\{[^}]+}", "none-" + Bundles.unique());
        check(RestAssured.given().request(operation.get(0), path), "cross-origin");
        check(
                RestAssured.given().header("Authorization", "Bearer none").request(operation.get(0), path),
                "same-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/conditions?limit=1",
                "/v1/conditions?nonsense",
                "/nowhere",
                "/v1//conditions",
                "/q/openapi",
                "/q/openapi.json",
                "/schemas/bundle-1.schema.json",
                "/test/fault"
            })
    void soDoesWhatIsBesideTheContract(String path) {
        check(RestAssured.given().urlEncodingEnabled(false).get(path), "cross-origin");
        check(RestAssured.given().urlEncodingEnabled(false).head(path), "cross-origin");
    }

    private static void check(Response response, String resourcePolicy) {
        assertThat(response.headers().getValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
        checkBesideContent(response, resourcePolicy);
    }

    private static void checkBesideContent(Response response, String resourcePolicy) {
        assertThat(response.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().getValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(response.headers().getValues("Permissions-Policy"))
                .containsExactly("camera=(), geolocation=(), microphone=()");
        assertThat(response.headers().getValues("Cross-Origin-Resource-Policy")).containsExactly(resourcePolicy);
        assertThat(response.headers().hasHeaderWithName("Strict-Transport-Security"))
                .as("nobody asked by https")
                .isFalse();
    }

    @Test
    void soDoesWhatNoRouteSees() {
        var answer = RawHttp.send("GET nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.field("Content-Security-Policy")).hasSize(1);
        assertThat(answer.field("Referrer-Policy")).containsExactly("no-referrer");
    }

    /** Checks that pages permit exactly their resources, embedded ones by their hash. */
    @ParameterizedTest
    @ValueSource(strings = {"/problems", "/problems/not-found", "/q/swagger-ui/"})
    void aPageMayLoadWhatIsItsOwn(String path) throws NoSuchAlgorithmException {
        var page = RestAssured.get(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        checkBesideContent(page, "cross-origin");
        var policies = page.headers().getValues("Content-Security-Policy");
        assertThat(policies).hasSize(1);
        var policy = policies.get(0);
        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .contains("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "script-src 'self' 'unsafe-inline'", "*");
        // The page of the contract has another script in tests: SecurityHeadersIT looks at the packaged one.
        if (!path.startsWith("/q/")) {
            checkHashes(policy, page.asString());
        }
    }

    static void checkHashes(String policy, String page) throws NoSuchAlgorithmException {
        assertThat(hashes(page)).isNotEmpty().allSatisfy(hash -> assertThat(policy)
                .contains(hash));
    }

    private static List<String> hashes(String page) throws NoSuchAlgorithmException {
        List<String> hashes = new ArrayList<>();
        var matcher = INLINE.matcher(page);
        while (matcher.find()) {
            var hash =
                    MessageDigest.getInstance("SHA-256").digest(matcher.group(2).getBytes(StandardCharsets.UTF_8));
            hashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
        return hashes;
    }

    @Test
    void itSaysWhereToReport() {
        var response = RestAssured.get("/.well-known/security.txt");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).isEqualToIgnoringCase("text/plain; charset=utf-8");
        check(response, "cross-origin");
        assertThat(response.asString().lines())
                .contains("Contact: mailto:security@example.org", "Preferred-Languages: en")
                .anyMatch(line -> line.matches("Expires: 20[0-9]{2}-[0-9]{2}-[0-9]{2}T00:00:00Z"));
        assertThat(RestAssured.head("/.well-known/security.txt").statusCode()).isEqualTo(200);
    }
}
