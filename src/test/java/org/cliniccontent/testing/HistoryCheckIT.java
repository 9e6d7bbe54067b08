package org.cliniccontent.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A test of the check itself: each violation is planted in the first content, bypassing all guards. */
class HistoryCheckIT {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres database;

    @BeforeAll
    static void fill() throws Exception {
        database = EmbeddedPostgres.start();
        var environment = Map.of("QUARKUS_DATASOURCE_JDBC_URL", url(), "QUARKUS_DATASOURCE_USERNAME", "postgres");
        new PackagedService(folder, environment).started().close();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    private static String url() {
        return database.getJdbcUrl("postgres", "postgres");
    }

    @Test
    void whatTheServiceDidHolds() throws SQLException {
        new HistoryCheck(url()).check();
    }

    @Test
    void whatNobodyApprovedDoesNot() {
        assertThatThrownBy(() -> new HistoryCheck(url(), new Approvals()).check())
                .hasMessageContaining("was never approved so");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "update release set message = 'x'                                              | has a hash of something else",
                "update release set author = 'x'                                               | has a hash of something else",
                "update release set published_at = published_at - interval '1 microsecond'     | has a hash of something else",
                "update published_item set approved_by = 'x' where slug = 'osteoarthritis'     | has a hash of something else",
                "update release set changes = changes + 1                                      | release 1 changed",
                "update release set number = 2                                                 | followed by another than the next",
                "update release_pointer set current = 2                                        | the pointer says",
                "update release_pointer set hash = repeat('a', 64)                             | the pointer says",
                "delete from release                                                           | after 0, the last there is",
                "update published_item set body = concat(body, ' ') where type = 'caveat'       | is not canonical",
                "update published_item set body = replace(body, 'a', 'b') where type = 'caveat'| has another hash than its body",
                "update published_item set name = 'x' where slug = 'osteoarthritis'            | but {id=",
                "update published_item set until_release = 5 where slug = 'osteoarthritis'     | ends at 5",
                "update published_item set state = 'DELETED' where type = 'caveat'             | is not published as long",
                "delete from published_item where type = 'caveat'                              | is not published as long",
                "update published_facet set value = 'x' where field = 'kind'                   | is to be found by",
                "delete from published_facet where field = 'caveat'                            | is to be found by",
                "update published_facet set until_release = 7                                  | is not as its entity",
                "update published_facet set value = '2000-01-01' where field = 'reviewDue'     | is due",
                "update release set digest = repeat('a', 64)                                    | says its digest is",
                "update digest_bucket set sha256 = sha256('') where bucket < 128                | keeps other digests",
                "delete from digest_bucket where bucket < 128                                  | keeps other digests",
                "delete from link_depth                                                        | links are as deep",
                "update draft set sha256 = repeat('a', 64) where slug = 'osteoarthritis'       | but not what is published",
                "update draft set body = concat(body, ' ') where slug = 'osteoarthritis'        | another hash than its body's",
                "delete from draft where slug = 'osteoarthritis'                               | has no draft",
                "update condition set slug = 'x' where slug = 'osteoarthritis'                 | under another slug"
            })
    void whatMayNotBeIsSeen(String damage, String seen) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("set local session_replication_role = replica");
                statement.execute(damage);
            }
            assertThatThrownBy(() -> new HistoryCheck(url()).check(connection)).hasMessageContaining(seen);
            connection.rollback();
        }
    }

    @Test
    void aQuoteThatTheSourceDoesNotHaveIsSeen() throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("set local session_replication_role = replica");
                statement.execute("alter table published_source drop constraint published_source_is_what_it_says");
                statement.execute("update published_source set text = reverse(text)");
            }
            assertThatThrownBy(() -> new HistoryCheck(url()).check(connection)).hasMessageContaining("does not say");
            connection.rollback();
        }
    }
}
