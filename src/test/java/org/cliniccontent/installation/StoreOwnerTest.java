package org.cliniccontent.installation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** The owner of a store: the installation that it remembers, in the place that it remembers. */
@ServiceTest
class StoreOwnerTest {

    private static final String HERE = "store_place()";
    private static final String ELSEWHERE = "'1/5'";

    private final Database database;

    @Inject
    StoreOwnerTest(Database database) {
        this.database = database;
    }

    /** Checks a store without an owner. The running service's own checks wait, and find everything as it was. */
    @BeforeEach
    void theStoreIsNobodys() {
        QuarkusTransaction.begin();
        database.update("truncate installation");
    }

    @AfterEach
    void asItWas() {
        QuarkusTransaction.rollback();
    }

    private StoreOwner owner(String name) {
        return new StoreOwner(database, Clock.systemUTC(), () -> Optional.ofNullable(name), new SimpleMeterRegistry());
    }

    private void belongsTo(String name, String place) {
        database.update("""
                insert into installation (number, name, place, how, at)
                select coalesce(max(number), 0) + 1, ?, %s, 'RESTORED', now() from installation
                """.formatted(place), name);
    }

    private String last() {
        return database.queryOne(
                        "select coalesce(name, '-') || ' ' || how || ' ' || (place = store_place()) from installation"
                                + " order by number desc limit 1",
                        row -> row.getString(1))
                .orElseThrow();
    }

    @Test
    void aStoreThatNobodyHasIsTaken() {
        assertThat(owner("production").isOurs()).isTrue();
        assertThat(last()).isEqualTo("production FOUND true");
        assertThat(owner("production").isOurs()).isTrue();
        assertThat(owner("staging").isOurs()).isFalse();
        assertThat(owner(null).isOurs()).as("such as on a developer's machine").isFalse();
        assertThat(last()).as("who only looks changes nothing").isEqualTo("production FOUND true");
    }

    @Test
    void aStoreWithoutANameIsNamed() {
        assertThat(owner(null).isOurs()).isTrue();
        assertThat(last()).isEqualTo("- FOUND true");
        assertThat(owner("production").isOurs()).isTrue();
        assertThat(last()).isEqualTo("production NAMED true");
        assertThat(owner(null).isOurs()).isFalse();
    }

    @Test
    void aStoreInAnotherPlaceIsACopyWhateverItsName() {
        belongsTo("production", ELSEWHERE);
        assertThat(owner("production").isOurs()).isFalse();
        belongsTo(null, ELSEWHERE);
        assertThat(owner(null).isOurs()).isFalse();
        assertThat(owner("staging").isOurs()).isFalse();
        belongsTo("staging", HERE);
        assertThat(owner("staging").isOurs()).isTrue();
    }

    @Test
    void whoMovesItTellsTheMeter() {
        var meters = new SimpleMeterRegistry();
        belongsTo("production", HERE);
        var staging = new StoreOwner(database, Clock.systemUTC(), () -> Optional.of("staging"), meters);
        assertThat(staging.isOurs()).isFalse();
        assertThat(meters.get("clinic.store.foreign").gauge().value()).isOne();
        belongsTo("staging", HERE);
        // Within a second: the answer of before is kept for so long.
        await("it is staging's", staging::isOurs);
        assertThat(meters.get("clinic.store.foreign").gauge().value()).isZero();
    }

    /** Checks managed servers that do not report their cluster. */
    @Test
    void aServerThatDoesNotTellItsClusterHasAPlaceToo() {
        database.update("create schema silent");
        database.update("""
                create function silent.pg_control_system() returns table (system_identifier bigint) language plpgsql as $$
                begin raise exception 'not here' using errcode = 'insufficient_privilege'; end $$
                """);
        database.update("set local search_path = silent, pg_catalog, public");
        assertThat(database.queryOne("select store_place()", row -> row.getString(1))
                        .orElseThrow())
                .matches("-/[0-9]+");
    }
}
