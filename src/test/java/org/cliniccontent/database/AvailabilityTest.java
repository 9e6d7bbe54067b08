package org.cliniccontent.database;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The interpretation of the probe's failures. */
class AvailabilityTest {

    /**
     * Checks refusals: a wrong password, no such database, too many connections, a server error, out of memory, a
     * broken disk.
     */
    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "53300", "XX000", "42501", "53200", "58030", "57014", "55000"})
    void aServerThatRefusesIsNotAway(String state) {
        assertThat(Availability.isFromServer(state)).isTrue();
    }

    /** Checks outages: an unknown failure, no connection, a shutdown, a start, an interrupted connection, a standby. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08001", "08006", "08P01", "57P01", "57P03", "99999", "22012", "25006"})
    void aServerThatDoesNotAnswerOrIsAStandbyIsAway(String state) {
        assertThat(Availability.isFromServer(state)).isFalse();
    }
}
