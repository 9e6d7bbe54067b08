package org.cliniccontent.release;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The number of the next release. Nothing is committed. */
@ServiceTest
class NextReleaseTest {

    private static final String HASH = "f".repeat(64);

    private final Database database;

    @Inject
    NextReleaseTest(Database database) {
        this.database = database;
    }

    /** The current number, the next one, and the reason for skipped numbers. */
    private record Found(long current, long next, String reason) {

        void isTheOneAfterTheCurrent() {
            assertThat(next).isEqualTo(current + 1);
            assertThat(reason).isNull();
        }

        void isLaterThanAllThatCanHaveBeen() {
            assertThat(next).isBetween(System.currentTimeMillis() - 3_600_000, System.currentTimeMillis() + 3_600_000);
            assertThat(reason).isNotBlank();
        }
    }

    /**
     * Returns the next number.
     *
     * @param change a change of the store
     * @param ahead the number of releases that the caller has served beyond the store's
     */
    private Found next(String change, long ahead) {
        QuarkusTransaction.begin();
        try {
            long current = number("select current from release_pointer for update");
            database.update(change);
            long next = number("select next_release(current + ?, hash) from release_pointer", ahead);
            var reason = database.queryOne(
                    "select reason from release_skip where number = ?", row -> row.getString(1), next);
            return new Found(current, next, reason.orElse(null));
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private long number(String sql, Object... parameters) {
        return database.queryOne(sql, row -> row.getLong(1), parameters).orElseThrow();
    }

    @Test
    void withoutALossItIsTheOneAfterTheCurrent() {
        next("update release_pointer set current = current", 0).isTheOneAfterTheCurrent();
    }

    @Test
    void ofAStoreThatIsNotKnownYetItIsTheOneAfterTheCurrent() {
        next("update release_pointer set store = ''", 0).isTheOneAfterTheCurrent();
    }

    @Test
    void afterAPromotionOrARestoreNumbersAreSkipped() {
        next("update release_pointer set store = '1/00000001/5/16384'", 0).isLaterThanAllThatCanHaveBeen();
    }

    @Test
    void afterAReleaseThatTheCallerHasServedNumbersAreSkipped() {
        next("update release_pointer set current = current", 1).isLaterThanAllThatCanHaveBeen();
    }

    @Test
    void afterAReleaseThatWasSeenNumbersAreSkipped() {
        next("insert into vanished_release (number, hash) select current + 3, '' from release_pointer", 0)
                .isLaterThanAllThatCanHaveBeen();
    }

    @Test
    void afterAReleaseThatWasSeenInPlaceOfTheCurrentNumbersAreSkipped() {
        next(
                        "insert into vanished_release (number, hash) select current, '" + HASH
                                + "' from release_pointer " + "where current > 0",
                        0)
                .isLaterThanAllThatCanHaveBeen();
    }

    @Test
    void whatWasSeenBeforeAndIsBelowSkipsNothing() {
        next(
                        "insert into vanished_release (number, hash) select current - 1, '" + HASH
                                + "' from release_pointer where current > 1",
                        0)
                .isTheOneAfterTheCurrent();
    }

    @Test
    void aNumberThatNoReleaseCanHaveHadSkipsNothing() {
        next("insert into vanished_release (number, hash) values (9223372036854775807, '')", 0)
                .isTheOneAfterTheCurrent();
    }
}
