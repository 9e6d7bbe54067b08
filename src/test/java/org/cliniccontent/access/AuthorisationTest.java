package org.cliniccontent.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.contract.ContractFilter;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may use what: every operation, with every kind of caller, is as the contract says. */
@ServiceTest
class AuthorisationTest {

    private static final Path SCOPES = Path.of("src", "test", "resources", "access", "scopes-by-operation.txt");
    private static final String PUBLIC = "public";
    private static final String CHALLENGE = "Bearer realm=\"clinic-content\"";

    /** An operation of the contract; without scopes anyone may use it. */
    record Operation(String method, String path, boolean isPublic, Set<Scope> scopes) {

        /** One that does no harm, whoever is let in: what it names is not there, and its body is none. */
        Response call(RequestSpecification request) {
            var target = path.replaceAll("\\{[^}]+}", "none-" + Bundles.unique());
            return method.equals("GET") || method.equals("DELETE")
                    ? request.request(method, target)
                    : request.contentType("application/json").body("[").request(method, target);
        }

        @Override
        public String toString() {
            return method + ' ' + path;
        }
    }

    /** The operations of the contract with the scopes of the table, which no change of an endpoint regenerates. */
    static Stream<Operation> operations() throws IOException {
        var table = scopesByOperation();
        List<Operation> operations = new ArrayList<>();
        contract().path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.add(operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        table.getOrDefault(
                                operation.getValue().path("operationId").asText(), Set.of())))));
        assertThat(operations).hasSizeGreaterThan(20);
        return operations.stream();
    }

    private static Operation operation(String method, String path, Set<String> words) {
        var scopes = words.stream().flatMap(word -> Scope.of(word).stream()).collect(Collectors.toSet());
        assertThat(scopes).as("%s %s is in the table", method, path).isNotEmpty();
        return new Operation(method, path, words.contains(PUBLIC), scopes);
    }

    private static JsonNode contract() throws IOException {
        return new YAMLMapper().readTree(Files.readString(ContractFilter.CONTRACT));
    }

    /** By operationId, its scopes, and {@link #PUBLIC} if no credentials are needed. */
    private static Map<String, Set<String>> scopesByOperation() throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        for (String line : Files.readAllLines(SCOPES)) {
            if (!line.startsWith("#")) {
                var words = List.of(line.split(" +"));
                assertThat(table.put(words.get(0), new TreeSet<>(words.subList(1, words.size()))))
                        .as(line)
                        .isNull();
            }
        }
        return table;
    }

    @Test
    void theContractGivesEveryOperationTheScopesOfTheTable() throws IOException {
        Map<String, Set<String>> published = new TreeMap<>();
        contract()
                .path("paths")
                .forEach(path -> path.forEach(operation -> {
                    Set<String> words = new TreeSet<>();
                    for (JsonNode alternative : operation.path("security")) {
                        if (alternative.isEmpty()) {
                            words.add(PUBLIC);
                        }
                        alternative.path("bearer").forEach(scope -> words.add(scope.asText()));
                    }
                    published.put(operation.path("operationId").asText(), words);
                }));
        assertThat(published).isEqualTo(scopesByOperation());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutCredentialsOnlyWhatIsPublicIsAllowed(Operation operation) {
        var response = operation.call(Api.given());
        if (operation.isPublic()) {
            assertThat(response.statusCode()).isNotIn(401, 403);
        } else {
            Api.problem(response, 401, "unauthorized");
            assertThat(response.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withCredentialsThatAreNotValidNothingIsAllowed(Operation operation) {
        var response = operation.call(Api.as(ApiKeySecret.generate().secret()));
        Api.problem(response, 401, "unauthorized");
        assertThat(response.header("WWW-Authenticate")).isEqualTo(CHALLENGE + ", error=\"invalid_token\"");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withAScopeWhatItAllowsIsAllowed(Operation operation) {
        for (Scope scope : operation.scopes()) {
            var response = operation.call(Api.as(Keys.with(scope)));
            assertThat(response.statusCode())
                    .as("with %s: %s", scope, response.asString())
                    .isNotIn(401, 403);
        }
    }

    /** With all of them at once: {@link #moreScopesNeverAllowLess} says that each by itself is refused, too. */
    @ParameterizedTest
    @MethodSource("operations")
    void withAllOtherScopesOnlyWhatIsPublicIsAllowed(Operation operation) {
        var others = EnumSet.complementOf(EnumSet.copyOf(operation.scopes()));
        var response = operation.call(Api.as(Keys.with(others.toArray(Scope[]::new))));
        if (operation.isPublic()) {
            assertThat(response.statusCode()).as(response.asString()).isNotIn(401, 403);
            return;
        }
        var problem = Api.problem(response, 403, "forbidden");
        for (Scope missing : operation.scopes()) {
            assertThat(problem.path("detail").asText()).contains(missing.value());
            assertThat(response.header("WWW-Authenticate"))
                    .startsWith(CHALLENGE + ", error=\"insufficient_scope\", scope=\"")
                    .contains(missing.value());
        }
    }

    /** Every set of scopes, and the same with one more, for every rule of one or two. */
    @Test
    void moreScopesNeverAllowLess() {
        for (Scope one : Scope.values()) {
            for (Scope two : Scope.values()) {
                var rule = new Rule(false, List.of(one, two));
                for (int bits = 0; bits < 1 << Scope.values().length; bits++) {
                    for (Scope more : Scope.values()) {
                        var less = rule.admits(caller(bits), false);
                        var both = rule.admits(caller(bits | 1 << more.ordinal()), false);
                        assertThat(less && !both).isFalse();
                    }
                }
            }
        }
    }

    private static Caller caller(int bits) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : Scope.values()) {
            if ((bits & 1 << scope.ordinal()) != 0) {
                scopes.add(scope);
            }
        }
        return new Caller("key:x", "x", scopes);
    }

    /** Those too that the contract does not show. */
    @Test
    void everyEndpointHasARule() {
        var classes = new ClassFileImporter().importPackages("org.cliniccontent");
        List<String> without = new ArrayList<>();
        int found = 0;
        for (JavaClass resource : classes) {
            for (JavaMethod method : resource.getMethods()) {
                if (isEndpoint(method)) {
                    found++;
                    if (!hasRule(method) && !method.getName().equals("withoutRule")) {
                        without.add(method.getFullName());
                    }
                }
            }
        }
        assertThat(without).isEmpty();
        assertThat(found).isGreaterThan(20);
    }

    private static boolean isEndpoint(JavaMethod method) {
        boolean annotated = method.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
        return annotated && method.getOwner().isAnnotatedWith(jakarta.ws.rs.Path.class);
    }

    private static boolean hasRule(JavaMethod method) {
        return Stream.of(Requires.class, PublicRead.class)
                .anyMatch(rule ->
                        method.isAnnotatedWith(rule) || method.getOwner().isAnnotatedWith(rule));
    }

    @Test
    void anEndpointWithoutARuleIsForNobody() {
        Api.problem(Api.given().get("/test/no-rule"), 403, "forbidden");
        Api.problem(Api.as(Keys.with(Scope.values())).get("/test/no-rule"), 403, "forbidden");
    }

    @Test
    void aPublicReadIsNoRuleForAWrite() {
        Api.problem(Api.as(Keys.with(Scope.values())).delete("/test/writes/x"), 403, "forbidden");
    }

    @Test
    void aRuleOfTheClassHoldsForItsMethods() {
        Api.problem(Api.given().get("/test/writes/x"), 401, "unauthorized");
        assertThat(Api.as(Keys.with(Scope.DRAFTS_REVIEW)).get("/test/writes/x").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/audit",
                "//v1/audit",
                "/v1//audit",
                "/v1/audit/",
                "/v1/audit//",
                "/v1/audit;x",
                "/v1/audit;x=y",
                "/v1;x/audit",
                "/v1/audit%3Bx",
                "/v1/audit%253Bx",
                "/v1/./audit",
                "/v1/conditions/../audit",
                "/v1/%2e/audit",
                "/v1/%2e%2e/v1/audit",
                "/v1%2Faudit",
                "/v1%2faudit",
                "/v1%5Caudit",
                "/v1\\audit",
                "/v1/%61udit",
                "/v1/a%75dit",
                "/V1/audit",
                "/v1/AUDIT",
                "/v1/Audit",
                "/v1/audit%00",
                "/v1/audit%20",
                "/v1/audit%09",
                "/v1/audit.json",
                "/v1/audit?x=/v1/conditions",
                "/v1/audit%3F",
                "/v1/audit%23",
                "http://localhost/v1/audit",
                "http://localhost//v1/audit",
                "http://other.example/v1/audit",
                "https://localhost/v1/audit?/v1/conditions",
                "http://localhost/v1/%61udit",
                "/v1/conditions/..%2Faudit",
                "/q/../v1/audit",
                "/problems/../v1/audit",
                "/v1/api-keys/x",
                "/v1/api-keys/x;y/",
                "/v1/api-keys//"
            })
    void noSpellingOfAPathLeadsAroundTheRule(String target) {
        for (String header :
                List.of("X: y", "X-HTTP-Method-Override: GET", "X-Original-URL: /v1", "X-Rewrite-URL: /v1")) {
            assertThat(RawHttp.get(target, header).status()).as(target).isIn(400, 401, 403, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "head", "GET", "get", "POST", "TRACE", "CONNECT", "PROPFIND", "FOO"})
    void noMethodLeadsAroundTheRule(String method) {
        var answer = RawHttp.send(method + " /v1/audit HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).as(answer.head()).isIn(400, 401, 403, 404, 405, 501);
        assertThat(answer.body()).doesNotContain("\"items\"");
    }

    @Test
    void whereReadsAreClosedTheyNeedTheirScope() {
        var none = new Caller("key:x", "x", EnumSet.complementOf(EnumSet.of(Scope.CONTENT_READ)));
        var reader = new Caller("key:x", "x", Set.of(Scope.CONTENT_READ));
        assertThat(Rule.PUBLIC_READ.admits(Caller.ANONYMOUS, false)).isTrue();
        assertThat(Rule.PUBLIC_READ.admits(Caller.ANONYMOUS, true)).isFalse();
        assertThat(Rule.PUBLIC_READ.admits(none, true)).isFalse();
        assertThat(Rule.PUBLIC_READ.admits(reader, true)).isTrue();
        assertThat(Optional.of(new Rule(false, List.of())).filter(rule -> rule.admits(reader, false)))
                .isEmpty();
    }
}
