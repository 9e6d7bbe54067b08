package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.webhook.Receiver;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cliniccontent.testing.Await.await;

/** The packaged service with a role without DDL rights, on a schema that a separate step migrates by another role. */
class SplitRolesIT {

    private static final String SUPERUSER = "postgres";
    private static final String MIGRATOR = "clinic_content_migrator";
    private static final String SERVICE = "clinic_content_service";
    private static final String DATABASE = "clinic";

    @TempDir
    static Path folder;

    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();

    private static EmbeddedPostgres server;
    private static PackagedService refused;
    private static PackagedService early;
    private static PackagedService migration;
    private static PackagedService again;
    private static PackagedService service;

    @BeforeAll
    static void install() throws Exception {
        server = EmbeddedPostgres.start();
        execute(SUPERUSER, SUPERUSER, "create database " + DATABASE);
        createRoles(DATABASE);
        refused = process(SERVICE, Map.of(), "migrate");
        early = process(SERVICE, Map.of("CLINIC_MIGRATION_MAX_WAIT", "1s"));
        refused.exitCode();
        early.exitCode();
        // It waits for the migration that starts after it.
        service = process(
                SERVICE,
                Map.of(
                        "CLINIC_MIGRATION_MAX_WAIT", "120s",
                        "CLINIC_ACCESS_ADMIN_KEY", ADMIN_KEY,
                        "CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true",
                        "CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8",
                        "CLINIC_AUDIT_RETENTION", "30D",
                        "CLINIC_AUDIT_SEAL_EVERY", "1s",
                        "CLINIC_AUDIT_MAINTAIN_EVERY", "1s"));
        migration = process(MIGRATOR, Map.of(), "migrate");
        assertThat(migration.exitCode()).as(migration.log()).isZero();
        again = process(MIGRATOR, Map.of(), "migrate");
        service.started();
    }

    @AfterAll
    static void stop() throws IOException {
        if (service != null) {
            service.close();
        }
        server.close();
    }

    private static void createRoles(String database) throws IOException, SQLException {
        execute(SUPERUSER, database, Files.readString(Path.of("k8s", "roles.sql")));
    }

    private static PackagedService process(String user, Map<String, String> more, String... arguments)
            throws IOException {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", server.getJdbcUrl(user, DATABASE));
        environment.put("QUARKUS_DATASOURCE_USERNAME", user);
        environment.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        return new PackagedService(folder, environment, arguments);
    }

    private static void execute(String user, String database, String statement) throws SQLException {
        try (Connection connection = server.getDatabase(user, database).getConnection();
                var each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private static List<String> texts(String database, String query) throws SQLException {
        try (Connection connection = server.getDatabase(SUPERUSER, database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static String line(PackagedService process) {
        var lines = process.log()
                .lines()
                .filter(line -> !line.startsWith("Picked up"))
                .toList();
        assertThat(lines).as(process.log()).hasSize(1);
        return lines.get(0);
    }

    private static HttpResponse<String> post(String path, String key, String type, String body)
            throws InterruptedException {
        return service.send(service.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String made(HttpResponse<String> answer, String pointer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return Api.parse(answer.body()).at(pointer).asText();
    }

    @Test
    void theMigrationStepSaysWhatItDidAndWhatItCannotDo() throws Exception {
        assertThat(migration.exitCode()).isZero();
        assertThat(line(migration)).matches("The schema is at version [0-9]+: [0-9]+ migrations applied");
        assertThat(again.exitCode()).isZero();
        assertThat(line(again)).endsWith(": 0 migrations applied");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(line(refused)).startsWith("The schema cannot be migrated: ").contains("permission denied");
    }

    @Test
    void theServiceWaitsForTheSchemaAndThenSaysWhatItLacks() throws Exception {
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.log())
                .contains("The service cannot start: the schema lacks migration 1, 2, 3")
                .doesNotContain("Exception");
        assertThat(service.log()).contains("Waiting up to 120 s for the schema");
    }

    @Test
    void theServiceEditsReleasesAndDeliversWithRowsAlone() throws Exception {
        try (var receiver = new Receiver()) {
            var key = made(
                    post(
                            "/v1/api-keys",
                            ADMIN_KEY,
                            "application/json",
                            "{\"name\": \"all\", \"scopes\": "
                                    + "[\"drafts:write\", \"drafts:review\", \"releases:publish\", \"webhooks:manage\", \"sync:read\"]}"),
                    "/key");
            made(post("/v1/webhooks", key, "application/json", "{\"url\": \"" + receiver.url() + "\"}"), "/id");
            var own = Bundles.unique();
            var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name");
            var release = made(
                    post("/v1/imports?release=true&message=One", key, "application/yaml", bundle), "/release/number");
            await("the webhook arrives", () -> !receiver.received().isEmpty());
            assertThat(receiver.received().get(0).body()).contains("\"release\":" + release);
            assertThat(service.get("/v1/conditions/" + own).statusCode()).isEqualTo(200);
            assertThat(service.get("/v1/changes", key).statusCode()).isEqualTo(200);
            assertThat(service.get("/v1/audit", ADMIN_KEY).statusCode()).isEqualTo(200);
        }
    }

    /** Backdates the audit log by months: the service deletes rows older than the retention, and nothing else. */
    @Test
    void theServiceKeepsUpTheAuditLog() throws Exception {
        execute(SUPERUSER, DATABASE, """
                do $$
                declare
                    young text := (select name from audit_partition where name like '%\\_to\\_%');
                    until timestamptz := date_trunc('month', now() at time zone 'UTC' - interval '2 months') at time zone 'UTC';
                    old   text := 'audit_event_to_' || to_char(until at time zone 'UTC' - interval '1 day', 'YYYY_MM');
                begin
                    execute format('alter table audit_event detach partition %I', young);
                    execute format('create table %I (like audit_event including defaults including constraints)', old);
                    execute format('alter table %I owner to clinic_content_migrator', old);
                    execute format('alter table audit_event attach partition %I for values from (minvalue) to (%L)', old, until);
                    execute format('alter table audit_event attach partition %I for values from (%L) to (%L)', young, until,
                        date_trunc('month', now() at time zone 'UTC' + interval '1 month') at time zone 'UTC');
                    insert into audit_event (at, caller, caller_name, address, method, path, status, trace_id)
                    values (until - interval '3 days', 'anonymous', 'anonymous', '::1', 'GET', '/old', 401, repeat('0', 32)),
                           (now() + interval '8 months', 'anonymous', 'anonymous', '::1', 'GET', '/far', 401, repeat('0', 32));
                end
                $$
                """);
        await("what is old is pruned", () -> texts(DATABASE, "select path from audit_event where path = '/old'")
                .isEmpty());
        await(
                "what is far has a partition of its own",
                () -> texts(DATABASE, "select tableoid::regclass::text from audit_event where path = '/far'").stream()
                        .noneMatch("audit_event_default"::equals));
        assertThat(texts(DATABASE, "select month from audit_event_anchor")).hasSize(1);
        assertThat(texts(DATABASE, "select fault from check_audit_seals(1, 1000) where fault is not null"))
                .isEmpty();
        assertThat(texts(DATABASE, "select relacl::text from pg_class where relname ~ '^audit_event_.*2'"))
                .noneMatch(privileges -> privileges != null && privileges.contains(SERVICE + "=a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table mine (x integer)",
                "create temporary table mine (x integer)",
                "create schema mine",
                "create function mine() returns integer language sql return 1",
                "alter table release add column mine integer",
                "drop table webhook_attempt",
                "truncate webhook_attempt",
                "create index mine on draft (name)",
                "alter table audit_event disable trigger all",
                "alter table audit_event_default disable trigger user",
                "drop trigger release_is_not_changed on release",
                "set session_replication_role = replica",
                "set role clinic_content_migrator",
                "update audit_event set caller = 'x'",
                "delete from audit_event",
                "truncate audit_event",
                "insert into audit_event_default select * from audit_event",
                "delete from audit_event_default",
                "delete from audit_event_unsealed",
                "insert into audit_event_unsealed values (-1, now())",
                "update audit_event_seal set number = 7",
                "delete from audit_event_seal",
                "insert into audit_event_anchor values (now(), 0, sha256(''), 0, now(), 'x')",
                "select prune_audit_events((now() - interval '29 days')::date, now(), 'x')",
                "select prune_audit_events(null, now(), 'x')",
                "select make_audit_partition((now() + interval '3 years')::date)",
                "update release set message = 'x'",
                "delete from published_item",
                "update sync_secret set secret = sha256('')",
                "delete from flyway_schema_history",
                "select pg_read_file('/etc/hostname')"
            })
    void whatTheServiceMayNotDoFails(String statement) {
        assertThatThrownBy(() -> execute(SERVICE, DATABASE, statement))
                .isInstanceOf(SQLException.class)
                .satisfies(failure -> assertThat(((SQLException) failure).getSQLState())
                        .as(failure.getMessage())
                        // Insufficient privilege, or refused by a function that runs with more than the caller has.
                        .isIn("42501", "23001", "22023"));
    }

    @Test
    void theRolesAreTheSameHoweverOftenTheyAreMade() throws Exception {
        var privileges = """
                select c.relname || ' ' || c.relowner::regrole || ' '
                    || array(select a::text from unnest(c.relacl) a order by a::text)::text
                from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
                  and c.relname !~ '[0-9]'
                order by 1
                """;
        var before = texts(DATABASE, privileges);
        createRoles(DATABASE);
        assertThat(texts(DATABASE, privileges)).isEqualTo(before).hasSizeGreaterThan(30);
    }

    /** Checks managed servers, whose administrator is no superuser. */
    @Test
    void whoeverMayMakeRolesAndOwnsTheDatabaseSplitsIt() throws Exception {
        execute(SUPERUSER, SUPERUSER, "create role administrator login createrole");
        execute(SUPERUSER, SUPERUSER, "create database managed owner administrator");
        execute(
                "administrator",
                "managed",
                "set clinic.migrator_role = 'managed_migrator'; set clinic.service_role = 'managed_service';"
                        + Files.readString(Path.of("k8s", "roles.sql")));
        assertThat(texts("managed", "select nspowner::regrole::text from pg_namespace where nspname = 'public'"))
                .containsExactly("managed_migrator");
        execute("managed_migrator", "managed", "create table made (x integer)");
        execute("managed_service", "managed", "insert into made values (1)");
    }

    /** Checks an installation whose single role created everything, and continues as the service's role. */
    @Test
    void anInstallationWithASingleRoleIsSplit() throws Exception {
        execute(SUPERUSER, SUPERUSER, "create role single login");
        execute(SUPERUSER, SUPERUSER, "create database before owner single");
        execute(SUPERUSER, "before", "grant create on schema public to single");
        Flyway.configure()
                .dataSource(server.getDatabase("single", "before"))
                .load()
                .migrate();
        execute(
                SUPERUSER,
                "before",
                "set clinic.service_role = 'single';" + Files.readString(Path.of("k8s", "roles.sql")));
        assertThat(texts("before", """
                select distinct o.owner::regrole::text from (
                    select relowner as owner from pg_class where relnamespace = 'public'::regnamespace
                    union select proowner from pg_proc where pronamespace = 'public'::regnamespace
                    union select datdba from pg_database where datname = 'before') o
                """)).containsExactly(MIGRATOR);
        assertThatThrownBy(() -> execute("single", "before", "delete from audit_event"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute("single", "before", "create table mine (x integer)"))
                .hasMessageContaining("permission denied");
        execute("single", "before", "select make_audit_partition((now() + interval '4 months')::date)");
        execute("single", "before", "select seal_audit_events(1, now())");
    }
}
