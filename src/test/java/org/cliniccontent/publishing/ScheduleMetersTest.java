package org.cliniccontent.publishing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Metrics show scheduled releases that nobody makes, and refused ones. */
@ServiceTest
class ScheduleMetersTest {

    private final Database database;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Inject
    ScheduleMetersTest(Database database) {
        this.database = database;
    }

    /** Takes a measurement as a replica does after some time in which none was made. */
    private void measure(Duration later) {
        meters.clear();
        new ScheduleMeters(database, Clock.offset(Clock.systemUTC(), later), meters).measure();
    }

    private double scheduled(String state) {
        return meters.get("clinic.releases.scheduled")
                .tag("state", state)
                .gauge()
                .value();
    }

    private double secondsDue() {
        return meters.get("clinic.releases.scheduled.due").gauge().value();
    }

    @Test
    void theyAreCountedByWhatBecameOfThem() {
        var own = Bundles.unique();
        var path = "references/" + own;
        Editor.created(path, Editor.reference(own));
        Editor.approved(path);
        measure(Duration.ZERO);
        double pending = scheduled("pending");
        double due = scheduled("due");
        double refused = scheduled("refused");
        var at = Instant.now().plus(Duration.ofHours(1));
        var made = Editor.release(List.of(path), ", \"publishAt\": \"%s\"".formatted(at));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(202);

        measure(Duration.ZERO);
        assertThat(scheduled("pending")).isEqualTo(pending + 1);
        assertThat(scheduled("due")).isEqualTo(due);

        measure(Duration.ofHours(2));
        assertThat(scheduled("due")).isGreaterThanOrEqualTo(due + 1);
        assertThat(secondsDue()).isGreaterThanOrEqualTo(Duration.ofMinutes(59).toSeconds());

        var id = Api.tree(made).path("id").asText();
        database.update("update scheduled_release set state = 'REFUSED', faults = '[]' where id = ?::uuid", id);
        measure(Duration.ZERO);
        assertThat(scheduled("refused")).isEqualTo(refused + 1);
        measure(Duration.ofDays(2));
        assertThat(scheduled("refused")).as("after a day").isZero();
    }
}
