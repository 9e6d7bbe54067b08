package org.cliniccontent.release;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Database.DatabaseException;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Forbidden changes of published rows are refused by the database itself. */
@ServiceTest
class PublishedRowsRulesTest {

    private static final String INSERT_ITEM =
            "insert into published_item (id, type, slug, since_release, until_release, state, name, name_key, body, sha256)"
                    + " values (?::uuid, 'condition', ?, ?, ?, ?, 'n', 'n', '{}', ?)";
    private static final String SHA256 = "0".repeat(64);

    private final Database database;

    @Inject
    PublishedRowsRulesTest(Database database) {
        this.database = database;
    }

    /** Checks a refusal within a transaction that is rolled back, should the database accept the statement. */
    private void refused(String reason, String sql, Object... parameters) {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    database.update(sql, parameters);
                    QuarkusTransaction.setRollbackOnly();
                }))
                .as(sql)
                .isInstanceOf(DatabaseException.class)
                .hasStackTraceContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update published_item set body = '{}'",
                "update published_item set sha256 = sha256 where slug = 'osteoarthritis'",
                "update published_item set slug = 'x' where slug = 'osteoarthritis'",
                "update published_item set state = 'DELETED' where slug = 'osteoarthritis'",
                "update published_item set name = 'x', until_release = 2 where slug = 'osteoarthritis'",
                "delete from published_item",
                "truncate published_item cascade",
                "update release set message = 'x'",
                "update release set published_at = now() where number = 1",
                "delete from release where number = 1",
                "truncate release cascade",
                "update published_source set text = text",
                "delete from published_source",
                "truncate published_source"
            })
    void aPublishedRowIsNeitherChangedNorDeleted(String sql) {
        refused("published rows are immutable", sql);
    }

    @Test
    void aValidityEndsOnce() {
        var id = UUID.randomUUID().toString();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    database.update(INSERT_ITEM, id, "ended-" + id, 1L, 2L, "PUBLISHED", SHA256);
                    database.update("update published_item set until_release = null where id = ?::uuid", id);
                }))
                .hasStackTraceContaining("published rows are immutable");
    }

    @ParameterizedTest
    @CsvSource({
        "Not_A_Slug, 1, , PUBLISHED, published_item_slug_format",
        "a--b, 1, , PUBLISHED, published_item_slug_format",
        "ok, 1, , GONE, published_item_state_known",
        "ok, 1, 1, PUBLISHED, published_item_validity",
        "osteoarthritis, 1, , PUBLISHED, published_item_slug_owner"
    })
    void anItemThatIsNotValidIsRefused(String slug, long since, Long until, String state, String constraint) {
        refused(constraint, INSERT_ITEM, UUID.randomUUID().toString(), slug, since, until, state, SHA256);
    }

    @Test
    void anEntityHasOneValidState() {
        var id = database.queryOne(
                        "select id::text from published_item where slug = 'osteoarthritis' and until_release is null",
                        row -> row.getString(1))
                .orElseThrow();
        refused("published_item_one_valid", INSERT_ITEM, id, "another", 2L, null, "PUBLISHED", SHA256);
    }

    @Test
    void anItemsHashIsOne() {
        refused(
                "published_item_sha256_format",
                INSERT_ITEM,
                UUID.randomUUID().toString(),
                "ok",
                1L,
                null,
                "PUBLISHED",
                "abc");
    }

    @Test
    void anItemsReleaseExistsWhenItIsCommitted() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew()
                        .run(() -> database.update(
                                INSERT_ITEM,
                                UUID.randomUUID().toString(),
                                "ok",
                                999_999_999L,
                                null,
                                "PUBLISHED",
                                SHA256)))
                .hasStackTraceContaining("published_item_since_fkey");
    }

    @Test
    void aSourceIsWhatItsHashSays() {
        refused("published_source_is_what_it_says", "insert into published_source values (?, 'text')", SHA256);
    }

    @ParameterizedTest
    @CsvSource({
        "0, m, a, 1, release_number_positive",
        "1, m, a, 1, release_pkey",
        "999999999, '', a, 1, release_message_length",
        "999999999, m, '', 1, release_author_length",
        "999999999, m, a, 0, release_changes_positive"
    })
    void aReleaseThatIsNotValidIsRefused(long number, String message, String author, int changes, String constraint) {
        refused(
                constraint,
                "insert into release (number, published_at, message, author, changes, hash, digest) values (?, now(), ?, ?, ?, repeat('0', 64), repeat('0', 64))",
                number,
                message,
                author,
                changes);
    }

    @Test
    void thereIsOnePointer() {
        refused("release_pointer_pkey", "insert into release_pointer values (1, 5)");
        refused("release_pointer_single", "insert into release_pointer values (2, 5)");
        refused("release_pointer_not_negative", "update release_pointer set current = -1");
        assertThat(database.query("select current from release_pointer", row -> row.getLong(1)))
                .hasSize(1);
    }
}
