package org.cliniccontent.release;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Reader;
import org.cliniccontent.release.CurrentRelease.At;
import org.cliniccontent.release.CurrentRelease.ReleaseMade;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replica that publishes first after a failover, and served a release that was lost in it. Its new release is rolled
 * back, and the lost one is simulated.
 */
@ServiceTest
class LostReleaseTest {

    private static final String HASH = "f".repeat(64);

    private final Import bundles;
    private final Database database;
    private final Reader reader;
    private final Event<ReleaseSeen> events;
    private final CurrentRelease current;
    private final Observer observer;

    @Inject
    LostReleaseTest(
            Import bundles,
            Database database,
            Reader reader,
            Event<ReleaseSeen> events,
            CurrentRelease current,
            Observer observer) {
        this.bundles = bundles;
        this.database = database;
        this.reader = reader;
        this.events = events;
        this.current = current;
        this.observer = observer;
    }

    /** The last release, even if it was rolled back. */
    @Singleton
    static class Observer {

        private final AtomicReference<ReleaseMade> last = new AtomicReference<>();

        void onMade(@Observes ReleaseMade made) {
            last.set(made);
        }
    }

    /**
     * Makes a release and rolls it back.
     *
     * @param before changes the store in the same transaction, before the release
     */
    private ReleaseMade undone(Runnable before) {
        var own = Bundles.unique();
        QuarkusTransaction.begin();
        try {
            before.run();
            bundles.run(
                    Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A")),
                    "undone",
                    "test");
            return observer.last.get();
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private CurrentRelease serving(At release) {
        // The running service is told, too, and finds that it serves what it did.
        var replica = new CurrentRelease(database, reader, events, new SimpleMeterRegistry());
        replica.refresh();
        replica.onCommit(new ReleaseMade(release, replica.at(), true));
        assertThat(replica.at()).isEqualTo(release);
        return replica;
    }

    @Test
    void aReleaseAfterTheOneThatIsServedContinuesIt() {
        var made = undone(() -> {});
        assertThat(made.known()).isEqualTo(current.at());
        assertThat(made.continues()).isTrue();
    }

    @Test
    void aReleaseAfterAnotherThanTheOneThatIsServedDoesNotContinueIt() {
        // As a failover leaves the release that this replica serves: another one has its number.
        var made = undone(() -> {
            database.update("set local session_replication_role = replica");
            database.update("update release set hash = ? where number = ?", HASH, current.number());
            database.update("update release_pointer set hash = ?", HASH);
            database.update("set local session_replication_role = origin");
        });
        assertThat(made.known()).isEqualTo(current.at());
        assertThat(made.continues()).isFalse();
    }

    @Test
    void whatWasKnownOfALostReleaseIsForgottenWhenTheNextIsMade() {
        var now = current.at();
        var lost = new At(now.number() + 1, now.number(), now.publishedAt(), true, HASH);
        var next = new At(now.number() + 5, now.number(), now.publishedAt(), true, HASH);
        var replica = serving(lost);
        int history = replica.history();
        replica.onCommit(new ReleaseMade(next, lost, false));
        assertThat(replica.at()).isEqualTo(next);
        assertThat(replica.history()).isEqualTo(history + 1);
    }

    @Test
    void whatWasNoticedBeforeIsNotNoticedAgain() {
        var now = current.at();
        var lost = new At(now.number() + 1, now.number(), now.publishedAt(), true, HASH);
        var next = new At(now.number() + 5, now.number(), now.publishedAt(), true, HASH);
        var replica = serving(next);
        int history = replica.history();
        replica.onCommit(new ReleaseMade(next, lost, false));
        assertThat(replica.at()).isEqualTo(next);
        assertThat(replica.history()).isEqualTo(history);
    }
}
