package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every fault in a webhook's settings is reported, on creation and on change. */
@ServiceTest
class WebhookBodyTest {

    private static final int REQUESTS = 300;
    private static final List<String> MEMBERS =
            List.of("url", "description", "eventTypes", "entityTypes", "id", "owner", "state", "secret", "\\u0000");
    private static final List<String> EVIL = List.of(
            "null",
            "true",
            "0",
            "-1.5",
            "1e400",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\uD83D\uDE00\u202E\"",
            "\"https://1.1.1.1/\"",
            "\"https://1.1.1.1/%00\"",
            "\"https://10.0.0.1/\"",
            "\"http://[::1]:22/\"",
            "\"https://[::ffff:1.1.1.1]/\"",
            "\"https://1.1.1.1:99999999999999999999/\"",
            "\"" + "x".repeat(2_500) + "\"",
            "[]",
            "{}",
            "[null]",
            "[\"release.published\"]",
            "[\"release.published\",\"release.published\"]",
            "[\"ping\"]",
            "[\"treatment\"]",
            "[\"treatment\",\"Treatment\"]",
            "[[\"treatment\"]]",
            "{\"a\":1,\"a\":2}");

    private final Database database;
    private final Hooks hooks = new Hooks(Keys.another(Scope.WEBHOOKS_MANAGE));
    private JsonNode webhook;

    WebhookBodyTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void make() {
        webhook = hooks.create();
    }

    @AfterEach
    void leaveNothing() {
        database.update(
                "delete from webhook_endpoint where owner = ?",
                webhook.path("owner").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                           | /url
            []                                                                           | ``
            {"url": null}                                                                | /url
            {"url": 5, "description": ""}                                                | /description,/url
            {"url": "x", "eventTypes": [], "entityTypes": []}                            | /entityTypes,/eventTypes,/url
            {"url": "https://1.1.1.1/", "eventTypes": ["ping"]}                          | /eventTypes/0
            {"url": "https://1.1.1.1/", "eventTypes": ["RELEASE_PUBLISHED"]}             | /eventTypes/0
            {"url": "https://1.1.1.1/", "eventTypes": "release.published"}               | /eventTypes
            {"url": "https://1.1.1.1/", "entityTypes": ["treatment", "treatments", 1]}   | /entityTypes/1,/entityTypes/2
            {"url": "https://1.1.1.1/", "entityTypes": ["caveat", "caveat"]}             | /entityTypes
            {"url": "https://1.1.1.1/", "description": " x"}                             | /description
            {"url": "https://1.1.1.1/", "description": "x\\u0000"}                       | /description
            {"url": "https://1.1.1.1/\\u0000"}                                           | /url
            {"url": "https://1.1.1.1/", "id": "x", "owner": "y", "state": "ENABLED"}     | /id,/owner,/state
            {"url": "https://1.1.1.1/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} | /secret
            {"url": "http://1.1.1.1/", "entityTypes": ["x"]}                             | /entityTypes/0,/url
            {"url": "https://127.0.0.1/"}                                                | /url
            {"url": "https://169.254.169.254/latest/meta-data"}                          | /url
            {"url": "https://[::1]/"}                                                    | /url
            {"url": "https://2130706433/"}                                               | /url
            {"url": "https://u:p@1.1.1.1/"}                                              | /url
            {"url": "https://localhost/"}                                                | /url
            {"url": "https://partner.invalid/"}                                          | /url
            """)
    void aBodyThatIsNotValidIsRefusedWithEveryFault(String body, String pointers) {
        assertFaults(Api.problem(hooks.post(Hooks.PATH, body), 400, "invalid-body"), pointers);
        assertThat(hooks.json(Hooks.PATH).path("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                   | ``
            null                                                 | ``
            {"url": null, "x": null}                             | /url,/x
            {"url": "https://10.0.0.1/", "eventTypes": ["x"]}    | /eventTypes/0,/url
            {"url": "ftp://1.1.1.1/", "entityTypes": ["x", 1]}   | /entityTypes/0,/entityTypes/1,/url
            {"state": "DISABLED", "owner": "key:x"}              | /owner,/state
            {"description": {"a": null}}                         | /description
            """)
    void aPatchThatIsNotValidIsRefusedWithEveryFault(String body, String pointers) {
        var path = Hooks.path(webhook);
        var before = hooks.json(path);
        assertFaults(Api.problem(hooks.patch(path, "*", body), 400, "invalid-body"), pointers);
        assertThat(hooks.json(path)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:hunter2@1.1.1.1/",
                "https://10.0.0.1/?token=hunter2",
                "https://1.1.1.1/#hunter2",
                "https://1.1.1.1/hunter2\\u0000",
                "http://1.1.1.1/hunter2"
            })
    void aUrlThatIsRefusedIsNotRepeated(String url) {
        var response = hooks.post(Hooks.PATH, "{\"url\": \"%s\"}".formatted(url));
        Api.problem(response, 400, "invalid-body");
        assertThat(response.asString()).doesNotContain("hunter2");
    }

    @Test
    void bodiesAreOfOneTypeAndBounded() {
        for (String path : List.of(Hooks.PATH, Hooks.path(webhook) + "/rotate")) {
            Api.problem(hooks.as().contentType("text/plain").body("{}").post(path), 415, "unsupported-media-type");
            Api.problem(hooks.as().post(path), 415, "unsupported-media-type");
            Api.problem(hooks.post(path, '"' + "x".repeat(20_000) + '"'), 413, "content-too-large");
            Api.problem(hooks.post(path + "?x=1", "{}"), 400, "invalid-parameter");
        }
        for (String step : List.of("/enable", "/disable", "/ping")) {
            Api.problem(hooks.post(Hooks.path(webhook) + step + "?x=1"), 400, "invalid-parameter");
        }
        Api.problem(hooks.as().delete(Hooks.path(webhook) + "?x=1"), 400, "invalid-parameter");
        Api.problem(hooks.as().get(Hooks.path(webhook) + "?x=1"), 400, "invalid-parameter");
    }

    /**
     * Checks random members with random values: no response is an error of the service, and accepted settings are
     * returned.
     */
    @Test
    void noSettingsAreAnsweredWithAFaultOfTheService() {
        long seed = Long.getLong("fuzz.seed", new Random().nextLong());
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < REQUESTS; i++) {
            var body = body(random).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(10) == 0) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            var response = hooks.as()
                    .header("If-Match", "*")
                    .contentType(Editor.MERGE_PATCH)
                    .body(body)
                    .patch(Hooks.path(webhook));
            var request = "-Dfuzz.seed=%d, request %d: %s -> %s"
                    .formatted(seed, i, new String(body, StandardCharsets.UTF_8), response.asString());
            assertThat(response.statusCode()).as(request).isIn(200, 400);
            if (response.statusCode() == 200) {
                taken++;
                var answer = Api.tree(response);
                Api.parse(new String(body, StandardCharsets.UTF_8)).properties().forEach(member -> {
                    if (!member.getValue().isNull()) {
                        assertThat(answer.path(member.getKey())).as(request).isEqualTo(member.getValue());
                    }
                });
            }
        }
        assertThat(taken).as("what was taken, with -Dfuzz.seed=" + seed).isPositive();
    }

    private static String body(Random random) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            members.add("\"%s\":%s"
                    .formatted(
                            MEMBERS.get(random.nextInt(random.nextInt(3) == 0 ? MEMBERS.size() : 4)),
                            EVIL.get(random.nextInt(EVIL.size()))));
        }
        return '{' + String.join(",", members) + '}';
    }

    @Test
    void theSchemaAndTheMessagesKnowEveryEvent() {
        List<String> inSchema = new ArrayList<>();
        SchemaCheck.read(EndpointSettings.SCHEMA)
                .at("/properties/eventTypes/items/enum")
                .forEach(value -> inSchema.add(value.asText()));
        assertThat(EventType.subscribable().stream().map(EventType::value)).containsExactlyElementsOf(inSchema);
        List<String> messages = new ArrayList<>();
        SchemaCheck.read(WebhookMessages.SCHEMA)
                .path("$defs")
                .forEach(message ->
                        messages.add(message.at("/properties/type/const").asText()));
        assertThat(Arrays.stream(EventType.values()).map(EventType::value)).containsExactlyElementsOf(messages);
        assertThat(EventType.of("ping")).contains(EventType.PING);
    }

    private static void assertFaults(JsonNode problem, String pointers) {
        var found = new TreeSet<String>();
        problem.path("errors").forEach(fault -> found.add(fault.path("pointer").asText()));
        assertThat(found).containsExactly(pointers.split(","));
    }
}
