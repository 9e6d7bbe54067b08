package org.cliniccontent.http.log;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.http.FaultResource;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** The console's output of the running service, with its access log enabled. */
@ServiceTest
@TestProfile(ServiceLogTest.WithAccessLog.class)
class ServiceLogTest {

    private static final String SECRET = ApiKeySecret.generate().secret();
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Shown shown = new Shown();

    /** A profile whose access log contains every part that a client can write. */
    public static class WithAccessLog implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.access-log.enabled",
                    "true",
                    "quarkus.http.access-log.pattern",
                    "%h \"%r\" %q %U %R %m %{i,Authorization} %{i,User-Agent} %{i,Referer} %{q,key} %{c,session} "
                            + "%{REQUEST_URL} %{ALL_REQUEST_HEADERS} %s end");
        }
    }

    /** A handler that formats records as the console's does. */
    private static final class Shown extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Handler console =
                consoles(Logger.getLogger("").getHandlers()).findFirst().orElseThrow();

        private static Stream<Handler> consoles(Handler... handlers) {
            return Arrays.stream(handlers)
                    .flatMap(handler -> handler instanceof ConsoleHandler
                            ? Stream.of(handler)
                            : handler instanceof ExtHandler nesting ? consoles(nesting.getHandlers()) : Stream.empty());
        }

        @Override
        public void publish(LogRecord record) {
            if (console.isLoggable(record)) {
                lines.add(console.getFormatter().format(record));
            }
        }

        String all() {
            return String.join("", lines);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(shown);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("").removeHandler(shown);
    }

    /** Returns the output once the request's line is there, which is written after the response. */
    private String accessOf(String target, String... headers) {
        var mark = Bundles.unique();
        var marked = Stream.concat(Stream.of("X-Mark: " + mark), Arrays.stream(headers));
        RawHttp.get(target, marked.toArray(String[]::new));
        assertTimeoutPreemptively(PATIENCE, () -> {
            while (!shown.all().contains(mark)) {
                RawHttp.get("/nowhere");
            }
        });
        return shown.all();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions?key=%s",
                "/v1/%s",
                "/v1/conditions?%s=1",
                "/v1/conditions/%s?limit=1",
                "/q/openapi?key=%s",
                "/nowhere/%s",
                "http://localhost/v1?key=%s"
            })
    void aSecretInTheUrlIsRefusedAndNowhereShown(String target) {
        for (String secret :
                List.of(SECRET, JWT, SECRET.replace("_", "%5F"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) {
            var answer = RawHttp.get(target.replace("%s", secret));
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            var part = secret.substring(12);
            assertThat(answer.head() + answer.body()).doesNotContain(part);
            assertThat(accessOf(target.replace("%s", secret)))
                    .contains(" 400 end")
                    .doesNotContain(part);
        }
    }

    private static String metrics() {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        return RestAssured.given().port(port).get("/q/metrics").asString();
    }

    /** Checks that the access log has no line of such requests except the last. */
    @Test
    void bytesThatNoUrlMayHaveForgeNoLine() {
        RawHttp.get("/v1/conditions?\u009b[2J");
        RawHttp.get("/v1/\u0085x");
        accessOf("/v1/conditions");
        assertThat(shown.lines)
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.stripTrailing().chars()).noneMatch(Character::isISOControl));
    }

    /** Checks that the access log has no line of it. */
    @Test
    void aTargetThatIsNoPathIsNotSaidBack() {
        var answer = RawHttp.get("http:" + SECRET);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body() + shown.all()).doesNotContain(SECRET.substring(12));
    }

    @Test
    void theRefusalSaysWhatToDo() {
        var answer = RawHttp.get(
                "/v1/conditions?key=" + SECRET,
                "Authorization: Bearer " + Keys.with(org.cliniccontent.access.Scope.ADMIN));
        assertThat(answer.body()).contains("/problems/malformed-request", "Revoke it");
    }

    @Test
    void credentialsInHeadersAreNotShown() {
        var log = accessOf(
                "/v1/conditions",
                "Authorization: Bearer " + SECRET,
                "Referer: https://front.example/?key=" + SECRET,
                "User-Agent: agent " + JWT);
        assertThat(log).contains("X-Mark").doesNotContain(SECRET.substring(12), JWT.substring(12));
        assertThat(accessOf("/v1/conditions", "Authorization: Basic dXNlcjpwYXNzd29yZA=="))
                .doesNotContain("dXNlcjpw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/a%0d%0a12:00:00%20INFO%20forged",
                "/v1/conditions?q=%0a12:00:00%20INFO%20forged",
                "/v1/conditions?q=%1b[2J%00",
                "/v1/%E2%80%AEevil"
            })
    void aPathForgesNoLine(String target) {
        accessOf(target, "User-Agent: a\u0085\u009b[2Jb");
        assertThat(shown.lines).isNotEmpty().allSatisfy(record -> {
            assertThat(record.stripTrailing().lines()).hasSize(1);
            assertThat(record.stripTrailing().chars()).noneMatch(c -> Character.isISOControl(c));
        });
    }

    @Test
    void whatIsNotPublishedIsNotShownWhereTheDatabaseRefusesIt() {
        var own = Bundles.unique();
        Editor.created("references/" + own, Editor.reference("Unreleased-" + own));
        var refused = Editor.create("references/" + own + "-2", Editor.reference("Unreleased-" + own));
        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(shown.all()).doesNotContain("Unreleased", "SQLState", "duplicate key");
    }

    @Test
    void aFaultOfTheServiceIsShownWithoutControlsOfTheRequest() {
        Api.get("/test/fault?kind=state");
        assertThat(shown.all()).contains(FaultResource.SECRET, "\tat ");
    }

    /**
     * Checks requests refused by the guard, by authentication, without an endpoint, and by an endpoint; and cached
     * ones.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/conditions/", "/v1/api-keys", "/nowhere", "/v1/conditions/there-is-none", "/v1"})
    void aRecordHasADateAndTheTraceOfItsRequest(String target) {
        var trace = Bundles.unique().replaceAll("[^0-9a-f]", "") + "0".repeat(32);
        trace = trace.substring(0, 31) + "1";
        accessOf(target, "traceparent: 00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(shown.lines)
                .anySatisfy(line -> assertThat(line).contains("\"GET " + target + " HTTP"))
                .filteredOn(line -> line.contains("X-Mark"))
                .last()
                .asString()
                .matches("(?s)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z INFO  " + trace + " \\[.*");
    }
}
