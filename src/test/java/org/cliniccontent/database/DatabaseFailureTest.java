package org.cliniccontent.database;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The classification of a database failure, wherever it is within an exception. */
class DatabaseFailureTest {

    @ParameterizedTest
    @CsvSource({
        "08000, AWAY",
        "08001, AWAY",
        "08003, AWAY",
        "08006, AWAY",
        "57P01, AWAY",
        "57P02, AWAY",
        "57P03, AWAY",
        "57P05, AWAY",
        "99999, AWAY",
        "53300, REFUSED",
        "28P01, REFUSED",
        "28000, REFUSED",
        "3D000, REFUSED",
        "53000, EXHAUSTED",
        "53100, EXHAUSTED",
        "53200, EXHAUSTED",
        "58030, EXHAUSTED",
        "25006, READ_ONLY",
        "25P03, AWAY",
        "40001, CONTENDED",
        "40P01, CONTENDED",
        "40003, CONTENDED",
        "55P03, CONTENDED",
        "57014, SLOW",
        ", AWAY"
    })
    void aPassingFailureIsKnownByItsState(String state, DatabaseFailure.Kind expected) {
        assertThat(DatabaseFailure.of(new SQLException("x", state))).contains(new DatabaseFailure(expected, state));
    }

    @ParameterizedTest
    @CsvSource({"23505", "22012", "42P01", "42501", "XX000", "''", "25P02", "5"})
    void everythingElseIsAFaultOfOurs(String state) {
        assertThat(DatabaseFailure.of(new IllegalStateException(new SQLException("x", state))))
                .isEmpty();
    }

    @Test
    void itIsFoundAmongCausesAndWhatIsSuppressedAndWhatFollows() {
        var lost = new SQLException("x", "57P01");
        var suppressing = new IllegalStateException("commit");
        suppressing.addSuppressed(new IllegalStateException(lost));
        assertThat(DatabaseFailure.of(new IllegalStateException(suppressing)))
                .map(DatabaseFailure::state)
                .contains("57P01");

        var batch = new BatchUpdateException("batch", "00000", new int[0]);
        batch.setNextException(new SQLException("x", "40001"));
        assertThat(DatabaseFailure.of(new IllegalStateException(batch)))
                .map(DatabaseFailure::state)
                .contains("40001");
    }

    @Test
    void aCircleEnds() {
        var one = new IllegalStateException("one");
        var other = new IllegalStateException("other", one);
        one.initCause(other);
        one.addSuppressed(other);
        other.addSuppressed(one);
        assertThat(DatabaseFailure.of(one)).isEmpty();
    }

    @Test
    void manyExceptionsEnd() {
        var first = new SQLException("x", "23505");
        var last = first;
        for (int i = 0; i < 100_000; i++) {
            var next = new SQLException("x", "23505");
            last.setNextException(next);
            next.addSuppressed(new IllegalStateException(last));
            last = next;
        }
        last.setNextException(new SQLException("x", "40001"));
        assertThat(DatabaseFailure.of(first)).isEmpty();
    }
}
