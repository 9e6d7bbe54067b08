package org.cliniccontent.read;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What was deleted leaves a tombstone, and stays readable in the releases that had it. */
@ServiceTest
class RemovedTest {

    private final Import bundles;
    private final Database database;

    @Inject
    RemovedTest(Import bundles, Database database) {
        this.bundles = bundles;
        this.database = database;
    }

    /** A release that deletes one condition, as long as the service has no way of its own to do so. */
    private long delete(String slug) {
        return QuarkusTransaction.requiringNew().call(() -> {
            long number = database.queryOne("select current from release_pointer for update", row -> row.getLong(1))
                            .orElseThrow()
                    + 1;
            database.update(
                    "insert into release (number, published_at, message, author, changes, hash)"
                            + " values (?, clock_timestamp(), 'deleted', 'test', 1, repeat('0', 64))",
                    number);
            var id = database.queryOne(
                            "update published_item set until_release = ? where type = 'condition' and slug = ?"
                                    + " and until_release is null returning id::text",
                            row -> row.getString(1),
                            number,
                            slug)
                    .orElseThrow();
            database.update(
                    "update published_facet set until_release = ? where id = ?::uuid and until_release is null",
                    number,
                    id);
            database.update("""
                    insert into published_item (id, type, slug, since_release, state, name, name_key, body, sha256)
                    select id, type, slug, ?, 'DELETED', name, name_key, '{}', sha256 from published_item
                    where id = ?::uuid and until_release = ?
                    """, number, id, number);
            database.update("update release_pointer set current = ?", number);
            return number;
        });
    }

    private String published() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Gone soon")),
                "to be deleted",
                "test");
        return own;
    }

    @Test
    void whatWasDeletedIsGone() {
        var own = published();
        delete(own);
        Api.problem("/v1/conditions/" + own, 410, "gone");
    }

    @Test
    void whatWasDeletedIsInNoList() {
        var own = published();
        assertThat(Api.slugs(Api.all("/v1/conditions?document=" + own))).containsExactly(own);
        delete(own);
        assertThat(Api.all("/v1/conditions?document=" + own)).isEmpty();
        assertThat(Api.json("/v1/documents/" + own).path("entities")).isEmpty();
    }

    @Test
    void anEarlierReleaseStillHasWhatWasDeletedLater() {
        var own = published();
        long before = Api.json("/v1/conditions/" + own).path("release").asLong();
        long deleted = delete(own);
        assertThat(Api.json("/v1/conditions/" + own + "?release=" + before)
                        .path("name")
                        .asText())
                .isEqualTo("Gone soon");
        Api.problem("/v1/conditions/" + own + "?release=" + deleted, 410, "gone");
    }

    @Test
    void theReleaseSaysWhatItDeleted() {
        var own = published();
        long deleted = delete(own);
        var change = Api.json("/v1/releases/" + deleted).path("changes").path(0);
        assertThat(change.path("kind").asText()).isEqualTo("DELETED");
        assertThat(change.path("slug").asText()).isEqualTo(own);
    }
}
