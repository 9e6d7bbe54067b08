package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.testing.Stored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Signing secrets: their rotation, and their secrecy. */
@ServiceTest
class WebhookSecretsTest {

    private final Database database;
    private final WebhookSecrets secrets;
    private final Clock clock;
    private final Hooks hooks = new Hooks(Keys.another(Scope.WEBHOOKS_MANAGE));
    private JsonNode webhook;
    private UUID id;
    private String path;

    WebhookSecretsTest(Database database, WebhookSecrets secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    @BeforeEach
    void make() {
        webhook = hooks.create();
        id = UUID.fromString(webhook.path("id").asText());
        path = Hooks.path(webhook);
    }

    @AfterEach
    void leaveNothing() {
        database.update(
                "delete from webhook_endpoint where owner = ?",
                webhook.path("owner").asText());
    }

    @Test
    void messagesAreSignedWithTheSecretThatWasShown() {
        assertThat(live()).containsExactly(webhook.path("secret").asText());
    }

    @Test
    void whileASecretIsRotatedBothSignTheNewestFirst() {
        var rotated = rotate("{\"overlapSeconds\": 600}");
        assertThat(live())
                .containsExactly(
                        rotated.path("secret").asText(), webhook.path("secret").asText());
        assertThat(rotated.path("secrets")).hasSize(2);
        assertThat(rotated.at("/secrets/0").has("expiresAt")).isFalse();
        assertThat(expiry(rotated.at("/secrets/1")))
                .isBetween(clock.instant().plusSeconds(500), clock.instant().plusSeconds(600));
        assertThat(hooks.json(path).has("secret")).isFalse();
        assertThat(hooks.json(path).path("secrets")).isEqualTo(rotated.path("secrets"));

        database.update(
                "update webhook_secret set expires_at = now() where endpoint = ? and expires_at is not null", id);
        assertThat(live()).containsExactly(rotated.path("secret").asText());
        assertThat(hooks.json(path).path("secrets")).hasSize(1);
    }

    @Test
    void anOverlapIsADayUnlessItIsSaid() {
        var day = clock.instant().plusSeconds(86_400);
        assertThat(expiry(rotate("{}").at("/secrets/1"))).isBetween(day.minusSeconds(60), day.plusSeconds(60));
    }

    @Test
    void withoutAnOverlapAllBeforeEndAtOnce() {
        rotate("{\"overlapSeconds\": 600}");
        var last = rotate("{\"overlapSeconds\": 0}");
        assertThat(live()).containsExactly(last.path("secret").asText());
        assertThat(database.query("select 1 from webhook_secret where endpoint = ?", row -> row.getInt(1), id))
                .hasSize(1);
    }

    @Test
    void rotationNeverMakesASecretLastLonger() {
        var first = expiry(rotate("{\"overlapSeconds\": 60}").at("/secrets/1"));
        var later = rotate("{\"overlapSeconds\": 600}");
        assertThat(expiry(later.at("/secrets/2"))).isEqualTo(first);
    }

    @Test
    void atMostTenSign() {
        for (int i = 1; i < WebhookSecrets.MAX_LIVE; i++) {
            rotate("{}");
        }
        var before = live();
        assertThat(before).hasSize(10).doesNotHaveDuplicates();
        Api.problem(hooks.post(path + "/rotate", "{}"), 409, "conflict");
        assertThat(live()).isEqualTo(before);
        assertThat(rotate("{\"overlapSeconds\": 0}").path("secrets")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"overlapSeconds\": -1}",
                "{\"overlapSeconds\": 604801}",
                "{\"overlapSeconds\": 1.5}",
                "{\"overlapSeconds\": \"5\"}",
                "{\"overlapSeconds\": null}",
                "{\"secret\": \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}",
                "[]",
                ""
            })
    void aRotationThatIsNotValidChangesNothing(String body) {
        Api.problem(hooks.post(path + "/rotate", body), 400, "invalid-body");
        assertThat(live()).containsExactly(webhook.path("secret").asText());
    }

    @Test
    void aRepeatedRequestIsAnsweredWithoutTheSecret() {
        var created = twice(Hooks.PATH, "{\"url\": \"%s\"}".formatted(Hooks.URL));
        assertThat(created.get(1).header("Location")).isEqualTo(created.get(0).header("Location"));
        var rotated = twice(path + "/rotate", "{}");
        for (List<Response> answers : List.of(created, rotated)) {
            var first = Api.tree(answers.get(0));
            var second = Api.tree(answers.get(1));
            assertThat(first.path("secret").asText()).startsWith("whsec_");
            assertThat(second.has("secret")).isFalse();
            assertThat(answers.get(1).asString()).doesNotContain("whsec_");
            assertThat(answers.get(1).header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(answers.get(1).header("ETag")).isEqualTo(answers.get(0).header("ETag"));
            assertThat(second.path("id")).isEqualTo(first.path("id"));
        }
        assertThat(live()).hasSize(2);
    }

    /** Uses every operation on a secret, and then searches for it wherever data is kept. */
    @Test
    void noSecretIsKeptAnywhereButWhereItSigns() {
        List<String> logged = new ArrayList<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(new SimpleFormatter().formatMessage(record) + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var root = Logger.getLogger("");
        List<String> shown = new ArrayList<>();
        root.addHandler(handler);
        try {
            shown.add(Api.tree(twice(Hooks.PATH, "{\"url\": \"%s\"}".formatted(Hooks.URL))
                            .get(0))
                    .path("secret")
                    .asText());
            shown.add(Api.tree(twice(path + "/rotate", "{}").get(0))
                    .path("secret")
                    .asText());
            Logger.getLogger("org.cliniccontent.webhook").warning("so that there is something in the log");
            for (String secret : shown) {
                // Put by mistake where it does not belong.
                hooks.as().get(Hooks.PATH + '/' + secret.replace("/", "-"));
                hooks.as().delete(Hooks.PATH + '/' + secret.replace("/", "-"));
                hooks.as().get(path + '?' + secret.replace("+", "-"));
                Api.problem(
                        hooks.post(Hooks.PATH, "{\"url\": \"%s\", \"secret\": \"%s\"}".formatted(Hooks.URL, secret)),
                        400,
                        "invalid-body");
            }
        } finally {
            root.removeHandler(handler);
        }
        assertThat(logged).isNotEmpty();
        var kept = Stored.rows(database).stream()
                .filter(row -> !row.startsWith("webhook_secret "))
                .toList();
        var answers =
                database.query("select convert_from(body, 'UTF8') from idempotent_request", row -> row.getString(1));
        for (String secret : shown) {
            assertThat(secret).startsWith("whsec_");
            var part = secret.substring("whsec_".length(), 20);
            assertThat(kept).noneMatch(row -> row.contains(part));
            assertThat(answers).noneMatch(body -> body.contains(part));
            assertThat(logged).noneMatch(line -> line.contains(part));
        }
    }

    private List<Response> twice(String target, String body) {
        List<Response> answers = new ArrayList<>();
        var key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            var answer = hooks.as()
                    .header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(body)
                    .post(target);
            assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201);
            answers.add(answer);
        }
        return answers;
    }

    private JsonNode rotate(String body) {
        var response = hooks.post(path + "/rotate", body);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    private List<String> live() {
        return secrets.live(id).stream()
                .map(bytes -> "whsec_" + Base64.getEncoder().encodeToString(bytes))
                .toList();
    }

    private static Instant expiry(JsonNode secret) {
        return Instant.parse(secret.path("expiresAt").asText());
    }
}
