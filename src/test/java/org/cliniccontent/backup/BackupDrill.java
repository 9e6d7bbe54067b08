package org.cliniccontent.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.webhook.Receiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of k8s/backup.md on PostgreSQL 15 with its own tools: what was there is there again, what had ended can be
 * ended again, and neither a copy nor what was restored sends or releases anything before it is adopted. The original goes on
 * beside them.
 */
class BackupDrill {

    private static final String DATABASE = "clinic";
    private static final String[] EVERYTHING = {
        "drafts:write", "drafts:review", "releases:publish", "webhooks:manage", "sync:read"
    };
    private static final String FOREIGN = "The store belongs to installation production";

    @TempDir
    static Path folder;

    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();
    private static Page page;
    private static Shell shell;
    private static TestCluster cluster;
    private static Installation production;
    private static String key;

    @BeforeAll
    static void aServiceWithAnArchive() throws Exception {
        page = Page.read();
        shell = new Shell(folder, Path.of(System.getProperty("postgres.15")));
        for (String each : List.of("backups", "wal")) {
            Files.createDirectory(folder.resolve(each));
        }
        shell.set("BACKUPS", folder.resolve("backups").toString())
                .set("WAL", folder.resolve("wal").toString());
        // The page's variables stand for what an operator writes there.
        var archive = page.block("Archive", "conf")
                .replace("$WAL", folder.resolve("wal").toString());
        cluster = TestCluster.create(shell, folder.resolve("data"), archive);
        cluster.execute("postgres", "create database " + DATABASE);
        shell.set("DATABASE", cluster.uri(DATABASE)).set("CLUSTER", cluster.uri("postgres"));
        production = Installation.start(folder, "production", cluster.jdbcUrl(DATABASE), ADMIN_KEY);
        key = production.key(EVERYTHING);
        shell.set("API_KEY", production.key("admin", "sync:read"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (production != null) {
            production.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String command(String heading) {
        return page.block(heading, "sh");
    }

    private static void record() throws Exception {
        Installation.await("everything is sealed", () -> "0"
                .equals(cluster.text(DATABASE, "select count(*) from audit_event_unsealed")));
        shell.set("API", production.api());
        shell.run(command("Record"));
    }

    @Test
    void aDumpIsRestoredElsewhereAndSendsNothingFromThere() throws Exception {
        try (var partner = new Receiver();
                var own = new Receiver()) {
            production.webhook(partner.url(), key);
            var slug = Bundles.unique();
            production.publish(slug, key);
            production.schedule(Bundles.unique(), key);
            var revoked = production.key(EVERYTHING);
            var older = production.token(key);
            record();
            shell.run(command("Dump"));

            production.revoke(Installation.idOf(revoked));
            production.publish(Bundles.unique(), key);
            var newer = production.token(key);

            var url = cluster.jdbcUrl("copied");
            shell.set("RESTORED", cluster.uri("copied")).set("OLD", cluster.uri(DATABASE));
            shell.run(command("From a dump"));
            cluster.execute("copied", "update scheduled_release set publish_at = now() where state = 'PENDING'");
            try (var staging = Installation.start(folder, "staging", url, ADMIN_KEY)) {
                staging.awaitForeign(true);
                assertThat(staging.log()).containsOnlyOnce(FOREIGN).contains("adopt --copied");
                shell.set("API", staging.api());
                shell.run(command("Check"));
                assertThat(staging.get("/v1/conditions/" + slug, key).statusCode())
                        .isEqualTo(200);
                assertThatTokensAreAnswered(staging, older, newer);

                assertThat(staging.get("/v1/digest", revoked).statusCode())
                        .as("what was revoked is back")
                        .isEqualTo(200);
                shell.run(command("End what had ended"));
                assertThat(staging.get("/v1/digest", revoked).statusCode()).isEqualTo(401);
                assertThat(staging.get("/v1/digest", key).statusCode()).isEqualTo(200);

                staging.publish(Bundles.unique(), key);
                production.publish(Bundles.unique(), key);
                assertThatOnlyTheOriginalSends(partner);
                assertThat(cluster.text("copied", "select state from scheduled_release"))
                        .isEqualTo("PENDING");

                assertThat(Installation.command(folder, "staging", url, ADMIN_KEY, "adopt", "--copied"))
                        .contains("webhooks of the original are deleted", "1 scheduled releases are cancelled")
                        .contains("The store belongs to installation staging now");
                staging.awaitForeign(false);
                assertThat(staging.get("/v1/digest", key).statusCode()).isEqualTo(401);
                var another = staging.key(EVERYTHING);
                staging.webhook(own.url(), another);
                staging.publish(Bundles.unique(), another);
                Installation.await("it sends", () -> !own.received().isEmpty());
                assertThatOnlyTheOriginalSends(partner);
            }
        }
    }

    private static void assertThatTokensAreAnswered(Installation copy, String older, String newer)
            throws InterruptedException {
        assertThat(copy.get("/v1/changes?token=" + older, key).statusCode()).isEqualTo(200);
        var answer = copy.get("/v1/changes?token=" + newer, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
        assertThat(Api.parse(answer.body()).path("restart").asText()).isEqualTo("/v1/changes");
    }

    /** Everything that it announces arrives, and nothing else. */
    private static void assertThatOnlyTheOriginalSends(Receiver partner) throws Exception {
        Installation.await("the original has sent everything", () -> "0"
                .equals(cluster.text(
                        DATABASE, "select count(*) from webhook_delivery where state = 'PENDING' and tries = 0")));
        for (Receiver.Received received : partner.received()) {
            assertThat(cluster.text(DATABASE, "select count(*) from webhook_event where id = '" + received.id() + "'"))
                    .as("of the original")
                    .isEqualTo("1");
        }
    }

    @Test
    void theClusterIsRestoredToAPointInTimeAndHoldsStillUntilItIsAdopted() throws Exception {
        shell.run(command("Base backup"));
        try (var partner = new Receiver()) {
            partner.then(Receiver.status(503));
            production.webhook(partner.url(), key);
            var before = Bundles.unique();
            production.publish(before, key);
            Installation.await("an attempt fails", () -> !partner.received().isEmpty());
            var waiting = partner.received().get(0).id();
            var revoked = production.key(EVERYTHING);
            record();
            shell.set("TARGET", cluster.text("postgres", "select clock_timestamp()"));

            var after = Bundles.unique();
            production.publish(after, key);
            production.revoke(Installation.idOf(revoked));
            Installation.await("it is sent", () -> sent(partner, waiting) == 2);
            cluster.archive();

            var data = folder.resolve("restored");
            shell.set("DATA", data.toString());
            shell.run(command("To a point in time"));
            try (var restored = TestCluster.start(shell, data)) {
                restored.await("select not pg_is_in_recovery()");
                shell.set("RESTORED", restored.uri(DATABASE));
                shell.run(command("Hold it"));
                adopt(restored, before, after, revoked, () -> sent(partner, waiting));
            }
        }
    }

    private static long sent(Receiver receiver, String id) {
        return receiver.received().stream().filter(each -> each.id().equals(id)).count();
    }

    private static void adopt(
            TestCluster restored, String before, String after, String revoked, java.util.function.LongSupplier sent)
            throws Exception {
        var url = restored.jdbcUrl(DATABASE);
        try (var service = Installation.start(folder, "production", url, ADMIN_KEY)) {
            service.awaitForeign(true);
            shell.set("API", service.api());
            shell.run(command("Check"));
            assertThat(service.get("/v1/conditions/" + before, key).statusCode())
                    .isEqualTo(200);
            assertThat(service.get("/v1/conditions/" + after, key).statusCode()).isEqualTo(404);
            assertThat(service.get("/v1/digest", revoked).statusCode())
                    .as("what was revoked is back")
                    .isEqualTo(200);
            assertThat(sent.getAsLong()).as("nothing is sent before").isEqualTo(2);

            assertThat(Installation.command(
                            folder, "production", url, ADMIN_KEY, "adopt", "--restored", "--revoke-keys"))
                    .contains("webhooks wait to be sent", "API keys are revoked");
            service.awaitForeign(false);
            Installation.await("it is sent again, with the same id", () -> sent.getAsLong() == 3);
            assertThat(service.get("/v1/digest", revoked).statusCode()).isEqualTo(401);
        }
    }
}
