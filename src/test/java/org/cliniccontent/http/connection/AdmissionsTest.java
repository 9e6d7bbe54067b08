package org.cliniccontent.http.connection;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionsTest {

    private final Connections connections = new Connections(new Limits(5, 2, 1, 1, 1, 1, 1, 1, 1, 1));
    private final Admissions admissions = new Admissions(connections);

    @Test
    void anAddressHasAsManyAsItMay() {
        assertThat(admissions.admit(Optional.of("a"))).isTrue();
        assertThat(admissions.admit(Optional.of("a"))).isTrue();
        assertThat(admissions.admit(Optional.of("a"))).isFalse();
        assertThat(admissions.admit(Optional.of("b"))).isTrue();
        admissions.release(Optional.of("a"));
        assertThat(admissions.admit(Optional.of("a"))).isTrue();
        assertThat(connections.counted(Connections.Event.REFUSED_BY_ADDRESS)).isEqualTo(1);
    }

    @Test
    void whoIsExemptCountsInAll() {
        for (int i = 0; i < 5; i++) {
            assertThat(admissions.admit(Optional.empty())).isTrue();
        }
        assertThat(admissions.admit(Optional.empty())).isFalse();
        assertThat(admissions.admit(Optional.of("a"))).isFalse();
        admissions.release(Optional.empty());
        assertThat(admissions.admit(Optional.of("a"))).isTrue();
        assertThat(connections.counted(Connections.Event.REFUSED_IN_ALL)).isEqualTo(2);
    }
}
