package org.cliniccontent.limits;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Limits over HTTP, of a service behind a proxy, which is the test. Each test is a client of its own. */
@ServiceTest
@TestProfile(RateLimitsTest.FewRequests.class)
class RateLimitsTest {

    static final String METRICS_TOKEN = "a-token-for-metrics-alone";

    private static final int QUOTA = 5;
    private static final String PATH = "/v1/conditions?limit=1";
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final String address = "198.51.100." + CLIENTS.incrementAndGet();
    private final Database database;

    @Inject
    RateLimitsTest(Database database) {
        this.database = database;
    }

    /**
     * A profile with limits so low that a test uses them up at once, and a window so long that none is refilled
     * meanwhile.
     */
    public static class FewRequests implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "clinic.limits.address.requests",
                    Integer.toString(QUOTA),
                    "clinic.limits.caller.requests",
                    Integer.toString(2 * QUOTA),
                    "clinic.limits.window",
                    "PT1H",
                    "clinic.limits.trusted-proxies",
                    "127.0.0.1,::1,10.0.0.0/8",
                    "clinic.metrics.token",
                    METRICS_TOKEN);
        }
    }

    /** A replacement for authentication that believes a caller's name. */
    @ApplicationScoped
    static class Credentials {

        void register(@Observes Filters filters) {
            filters.register(this::check, RateLimits.PRIORITY + 5);
        }

        private void check(RoutingContext context) {
            var caller = context.request().getHeader("X-Test-Caller");
            if (caller != null) {
                CurrentRequest.setCaller(context, new Caller(caller, caller, Set.of()));
            }
            context.next();
        }
    }

    private static Response get(String path, String forwardedFor) {
        return Api.given().header("X-Forwarded-For", forwardedFor).get(path);
    }

    private static void useUp(String forwardedFor) {
        for (int i = 0; i < QUOTA; i++) {
            assertThat(get(PATH, forwardedFor).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void everyAnswerSaysWhatIsLeft() {
        var first = get(PATH, address);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=3600");
        assertThat(first.header("RateLimit")).isEqualTo("\"address\";r=4;t=720");
        var unknown = get("/v1/conditions/none", address);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.header("RateLimit")).startsWith("\"address\";r=3;t=14");
        var outside = get("/nowhere", address);
        assertThat(outside.header("RateLimit")).startsWith("\"address\";r=2;t=21");
        var notModified = Api.given()
                .header("X-Forwarded-For", address)
                .header("If-None-Match", "*")
                .get(PATH);
        assertThat(notModified.statusCode()).isEqualTo(304);
        assertThat(notModified.header("RateLimit")).startsWith("\"address\";r=1;t=");
        assertThat(notModified.header("Access-Control-Expose-Headers")).contains("RateLimit", "RateLimit-Policy");
    }

    @Test
    void whoeverAsksTooOftenIsToldWhenToTryAgain() {
        useUp(address);
        var refused = get(PATH, address);
        var problem = Api.problem(refused, 429, "too-many-requests");
        assertThat(problem.path("detail").asText()).contains("5 requests in 3600 s for each address");
        int wait = Integer.parseInt(refused.header("Retry-After"));
        assertThat(wait).isBetween(700, 720);
        assertThat(refused.header("RateLimit")).isEqualTo("\"address\";r=0;t=" + wait);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=3600");
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void thatALimitWasUsedUpIsRecordedOnce() {
        useUp(address);
        for (int i = 0; i < 3; i++) {
            assertThat(get(PATH, address).statusCode()).isEqualTo(429);
        }
        assertThat(database.query(
                        "select problem from audit_event where address = ? and status = 429",
                        row -> row.getString(1),
                        address))
                .containsExactly("too-many-requests");
    }

    @Test
    void oneClientsLimitIsNotAnothers() {
        useUp(address);
        assertThat(get(PATH, address).statusCode()).isEqualTo(429);
        assertThat(get(PATH, "203.0.113." + CLIENTS.incrementAndGet()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatTheClientWroteItselfChangesNothing() {
        for (int i = 0; i < QUOTA; i++) {
            assertThat(get(PATH, "192.0.2.%d, %s, 10.0.0.1".formatted(i, address))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(get(PATH, "192.0.2.99, " + address).statusCode()).isEqualTo(429);
        var forwarded = Api.given()
                .header("X-Forwarded-For", address)
                .header("Forwarded", "for=192.0.2.98")
                .header("X-Real-IP", "192.0.2.97")
                .get(PATH);
        assertThat(forwarded.statusCode()).isEqualTo(429);
    }

    @Test
    void aSubscribersIpv6AddressesAreOne() {
        var network = "2001:db8:0:%x:".formatted(CLIENTS.incrementAndGet());
        for (int i = 0; i < QUOTA; i++) {
            assertThat(get(PATH, network + ":" + i).statusCode()).isEqualTo(200);
        }
        assertThat(get(PATH, network + "ffff::1").statusCode()).isEqualTo(429);
    }

    @Test
    void aCallerIsCountedWhereverItComesFrom() {
        for (int i = 0; i < 2 * QUOTA; i++) {
            var response = asCaller("key:one", "203.0.113.%d".formatted(100 + i % 2));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("RateLimit-Policy")).isEqualTo("\"caller\";q=10;w=3600");
            assertThat(response.header("RateLimit")).startsWith("\"caller\";r=%d;t=".formatted(2 * QUOTA - 1 - i));
        }
        assertThat(Api.problem(asCaller("key:one", address), 429, "too-many-requests")
                        .path("detail")
                        .asText())
                .contains("for each caller");
        assertThat(asCaller("key:other", address).statusCode()).isEqualTo(200);
        assertThat(get(PATH, address).header("RateLimit")).startsWith("\"address\";r=4;");
    }

    @Test
    void credentialsThatAreNotValidCountAgainstTheAddress() {
        for (int i = 0; i < QUOTA; i++) {
            assertThat(invalid().statusCode()).isEqualTo(401);
        }
        assertThat(invalid().statusCode()).isEqualTo(429);
        assertThat(get(PATH, address).statusCode()).isEqualTo(429);
    }

    @Test
    void beyondTheLimitCredentialsThatAreNotValidCostNoQuery() {
        for (int i = 0; i < QUOTA; i++) {
            assertThat(invalid().statusCode()).isEqualTo(401);
        }
        long before = lookups();
        for (int i = 0; i < 20; i++) {
            assertThat(invalid().statusCode()).isEqualTo(429);
        }
        assertThat(lookups()).isEqualTo(before);
    }

    @Test
    void whatHasNotTheFormOfAKeyOrIsKnownNotToBeOneCostsNoQuery() {
        var unknown = ApiKeySecret.generate().secret();
        assertThat(as(unknown).statusCode()).isEqualTo(401);
        long before = lookups();
        assertThat(as(unknown).statusCode()).isEqualTo(401);
        assertThat(as(unknown.substring(0, unknown.length() - 1) + "_").statusCode())
                .isEqualTo(401);
        assertThat(as("cc_" + "0".repeat(50)).statusCode()).isEqualTo(401);
        assertThat(lookups()).isEqualTo(before);
    }

    @Test
    void whoIsValidIsNotShutOutByStrangersBehindTheSameAddress() {
        var lately = Keys.another(Scope.CONTENT_READ);
        assertThat(as(lately).statusCode()).isEqualTo(200);
        for (int i = 0; i <= QUOTA; i++) {
            invalid();
        }
        assertThat(as(lately).statusCode()).isEqualTo(200);
    }

    @Test
    void credentialsThatAreValidCostNoAttempt() {
        for (int i = 0; i < 2 * QUOTA; i++) {
            assertThat(as(Keys.another(Scope.CONTENT_READ)).statusCode()).isEqualTo(200);
        }
        assertThat(invalid().statusCode()).isEqualTo(401);
    }

    private Response as(String key) {
        return Api.as(key).header("X-Forwarded-For", address).get(PATH);
    }

    private long lookups() {
        return database.queryOne("""
                        select coalesce(sum(calls), 0) from statistics.pg_stat_statements
                        where query like '%sha256 from api_key%' and query not like '%pg_stat_statements%'
                        """, row -> row.getLong(1)).orElseThrow();
    }

    private static Response asCaller(String caller, String forwardedFor) {
        return Api.given()
                .header("X-Forwarded-For", forwardedFor)
                .header("X-Test-Caller", caller)
                .get(PATH);
    }

    /** Sends a request without the check against the contract, which has no credentials on reads. */
    private Response invalid() {
        return Api.as(ApiKeySecret.generate().secret())
                .header("X-Forwarded-For", address)
                .get(PATH);
    }

    @Test
    void refusalsAreCounted() {
        double before = refused();
        useUp(address);
        get(PATH, address);
        get(PATH, address);
        assertThat(refused()).isGreaterThanOrEqualTo(before + 2);
    }

    private static double refused() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("clinic_limits_refused_total{policy=\"address\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the metrics from the management port, which has no limits. */
    private static String metrics() {
        return management()
                .header("Authorization", "Bearer " + METRICS_TOKEN)
                .get("/q/metrics")
                .asString();
    }

    private static RequestSpecification management() {
        return RestAssured.given()
                .urlEncodingEnabled(false)
                .port(ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class));
    }

    @Test
    void metricsAreForWhoHasTheirToken() {
        assertThat(metrics()).contains("clinic_limits_refused_total");
        for (String path : List.of("/q/metrics", "/q/metrics/", "/q//metrics", "/q/./metrics", "/q/%6detrics")) {
            var refused = management().get(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(refused.asString()).isEmpty();
        }
        assertThat(management()
                        .header("Authorization", "Bearer other")
                        .get("/q/metrics")
                        .statusCode())
                .isEqualTo(401);
        assertThat(management().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whoAsksByHttpsIsToldToAskByNothingElse() {
        var secure = Api.given()
                .header("X-Forwarded-For", address)
                .header("X-Forwarded-Proto", "https")
                .get(PATH);
        assertThat(secure.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        for (String proto : List.of("http", "https, http", "")) {
            var plain = Api.given()
                    .header("X-Forwarded-For", address)
                    .header("X-Forwarded-Proto", proto)
                    .get(PATH);
            assertThat(plain.header("Strict-Transport-Security")).as(proto).isNull();
        }
        var other = Api.given()
                .header("X-Forwarded-For", address)
                .header("Forwarded", "proto=https")
                .get(PATH);
        assertThat(other.header("Strict-Transport-Security"))
                .as("the header that proxies do not write")
                .isNull();
    }
}
