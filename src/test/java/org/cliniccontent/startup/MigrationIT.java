package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cliniccontent.content.CanonicalJson;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Existing data after a migration: published content has its digests and its order, and keys have their owners. */
class MigrationIT {

    private static final String BEFORE_SYNC = "3";
    private static final String CAUSE = "00000000-0000-7000-8000-000000000001";
    private static final String EFFECT = "00000000-0000-7000-8000-000000000002";
    private static final String REMOVED = "00000000-0000-7000-8000-000000000003";

    private static EmbeddedPostgres database;

    @BeforeAll
    static void migrateWithContent() throws IOException, SQLException {
        database = EmbeddedPostgres.start();
        migrate(BEFORE_SYNC);
        execute(
                release(1),
                release(2),
                item(EFFECT, 1, "null"),
                item(CAUSE, 1, "2"),
                item(CAUSE, 2, "null"),
                item(REMOVED, 1, "2"),
                item(REMOVED, 2, "null").replace("PUBLISHED", "DELETED"),
                """
                insert into published_facet (type, field, value, name_key, changed, id, since_release)
                values ('condition', 'causedBy', '%s', 'x', 1, '%s', 1)
                """.formatted(CAUSE, EFFECT),
                "update release_pointer set current = 2",
                key("000000000001", "null", "1 day"),
                key("000000000002", "'000000000001'", "1 day"),
                key("000000000003", "'000000000002'", "1 day"),
                key("000000000004", "null", "-1 day"),
                answered("key:000000000001", "a", 201),
                answered("key:000000000002", "b", 202),
                answered("key:000000000003", "b", 203),
                answered("oidc:ann", "a", 204));
        migrate("latest");
    }

    private static void migrate(String target) {
        Flyway.configure()
                .dataSource(database.getPostgresDatabase())
                .target(target)
                .load()
                .migrate();
    }

    private static String release(int number) {
        return """
                insert into release (number, published_at, message, author, changes, hash)
                values (%d, now(), 'm', 'a', 1, repeat('%d', 64))
                """.formatted(number, number);
    }

    private static String item(String id, int since, String until) {
        return """
                insert into published_item
                    (id, type, slug, since_release, until_release, state, name, name_key, body, sha256)
                values ('%s', 'condition', 's%s', %d, %s, 'PUBLISHED', 'x', 'x', '{}', '%s')
                """.formatted(id, id.substring(35), since, until, hashOf(id, since));
    }

    private static String key(String id, String rotatedFrom, String end) {
        return """
                insert into api_key (id, name, sha256, scopes, created_at, created_by, expires_at, rotated_from)
                values ('%s', 'n', repeat('0', 64), array['admin'], now(), 'system', now() + interval '%s', %s)
                """.formatted(id, end, rotatedFrom);
    }

    private static String answered(String caller, String key, int status) {
        return """
                insert into idempotent_request (caller, key, request, status, headers, body, created_at)
                values ('%s', '%s', repeat('0', 64), %s, '{}', '', now() + interval '%s s')
                """.formatted(caller, key, status, status);
    }

    private static String hashOf(String id, int since) {
        return CanonicalJson.sha256(id + since);
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    @Test
    void everyReleaseHasItsDigest() throws SQLException {
        assertThat(text("select digest from release where number = 1"))
                .isEqualTo(digest(List.of(line(CAUSE, 1), line(EFFECT, 1), line(REMOVED, 1))));
        assertThat(text("select digest from release where number = 2"))
                .isEqualTo(digest(List.of(line(CAUSE, 2), line(EFFECT, 1))));
    }

    /** Inserts a release as a replica does that does not know digests yet. */
    @Test
    void aReleaseOfAnOlderReplicaGetsItsDigest() throws SQLException {
        execute(
                "update published_item set until_release = 3 where until_release is null and id = '" + CAUSE + "'",
                item(CAUSE, 3, "null"),
                release(3));
        assertThat(text("select digest from release where number = 3"))
                .isEqualTo(digest(List.of(line(CAUSE, 3), line(EFFECT, 1))));
    }

    @Test
    void causesComeBeforeWhatTheyCause() throws SQLException {
        assertThat(text("select string_agg(id || ' ' || depth, ',') from link_depth where until_release is null"))
                .isEqualTo(EFFECT + " 1");
    }

    @Test
    void aKeyIsOwnedByTheFirstOfThoseThatItReplaced() throws SQLException {
        assertThat(text("select string_agg(id || ' ' || owner, ',' order by id) from api_key"))
                .isEqualTo("000000000001 key:000000000001,000000000002 key:000000000001,"
                        + "000000000003 key:000000000001,000000000004 key:000000000004");
        assertThat(text("select string_agg(id, ',') from api_key where end_announced = 0"))
                .isEqualTo("000000000004");
        assertThat(
                        text(
                                "select owners_of(array['key:000000000003', 'oidc:ann', 'key:000000000002', 'person:x'])::text"))
                .isEqualTo("{key:000000000001,oidc:ann,person:x}");
    }

    @Test
    void whatWasAnsweredToAKeyIsAnsweredToItsOwner() throws SQLException {
        assertThat(text("""
                select string_agg(key || ' ' || status, ',' order by key) from idempotent_request
                where caller = 'key:000000000001'
                """)).isEqualTo("a 201,b 202");
    }

    private static String line(String id, int since) {
        return "condition/%s/%s\n".formatted(UUID.fromString(id), hashOf(id, since));
    }

    /** Returns the digest of lines in distinct buckets. */
    private static String digest(List<String> lines) {
        var buckets = new String[256];
        Arrays.fill(buckets, "");
        lines.forEach(line -> {
            var key = line.substring(0, line.lastIndexOf('/'));
            int bucket = Integer.parseInt(CanonicalJson.sha256(key).substring(0, 2), 16);
            assertThat(buckets[bucket]).isEmpty();
            buckets[bucket] = line;
        });
        var hashes = new byte[256 * 32];
        IntStream.range(0, 256)
                .forEach(i -> System.arraycopy(bytes(CanonicalJson.sha256(buckets[i])), 0, hashes, i * 32, 32));
        return HexFormat.of().formatHex(sha256(hashes));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
