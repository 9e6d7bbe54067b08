package org.cliniccontent.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cliniccontent.access.Caller;
import org.cliniccontent.audit.RefusalWindow.Counted;
import org.cliniccontent.audit.RefusalWindow.Kept;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which refusals have a row of their own, and that every other is counted. */
class RefusalWindowTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Caller KNOWN = new Caller("key:a", "A", Set.of());

    private final RefusalWindow window = new RefusalWindow(3, 5, 10);

    private static AuditEvent event(Caller caller, String client, String path) {
        return new AuditEvent(
                caller,
                client,
                client,
                "GET",
                path,
                401,
                Optional.of("unauthorized"),
                Optional.empty(),
                "0".repeat(32));
    }

    private static AuditEvent anonymous(String client, String path) {
        return event(Caller.ANONYMOUS, client, path);
    }

    @Test
    void theFirstOfAKindHasARowAndTheOthersAreCounted() {
        assertThat(window.add(anonymous("1", "/a"), NOW)).isEqualTo(Kept.ROW);
        assertThat(window.add(anonymous("1", "/a"), NOW.plusSeconds(1))).isEqualTo(Kept.COUNTED);
        assertThat(window.add(anonymous("1", "/a"), NOW.plusSeconds(2))).isEqualTo(Kept.COUNTED);
        assertThat(window.add(anonymous("2", "/a"), NOW)).isEqualTo(Kept.ROW);
        assertThat(window.drain()).singleElement().satisfies(counted -> {
            assertThat(counted.count()).isEqualTo(2);
            assertThat(counted.at()).isEqualTo(NOW.plusSeconds(1));
            assertThat(counted.until()).isEqualTo(NOW.plusSeconds(2));
            assertThat(counted.first().path()).isEqualTo("/a");
            assertThat(counted.first().address()).isEqualTo("1");
        });
        assertThat(window.drain()).isEmpty();
        assertThat(window.add(anonymous("1", "/a"), NOW)).isEqualTo(Kept.ROW);
    }

    @Test
    void aFloodOfKindsIsNotOneOfRows() {
        int rows = 0;
        for (int i = 0; i < 100_000; i++) {
            rows += window.add(anonymous("c" + i % 1000, "/" + i), NOW) == Kept.ROW ? 1 : 0;
        }
        assertThat(rows).isEqualTo(5);
        assertThat(window.size()).isLessThanOrEqualTo(11);
        var drained = window.drain();
        assertThat(drained).hasSize(6);
        assertThat(drained.stream().mapToInt(Counted::count).sum()).isEqualTo(100_000 - 5);
        assertThat(drained.get(drained.size() - 1).first().path()).isEqualTo(AuditEvent.ANY);
    }

    @Test
    void aCallerHasItsOwnRowsWhateverAnonymousClientsDo() {
        for (int i = 0; i < 1000; i++) {
            window.add(anonymous("c" + i, "/" + i), NOW);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(window.add(event(KNOWN, "1", "/" + i), NOW)).isEqualTo(Kept.ROW);
        }
        assertThat(window.add(event(KNOWN, "1", "/x"), NOW)).isEqualTo(Kept.COUNTED);
        assertThat(window.add(event(KNOWN, "2", "/y"), NOW)).isEqualTo(Kept.COUNTED);
        var ofCaller = window.drain().stream()
                .filter(counted -> counted.first().caller().equals(KNOWN))
                .toList();
        assertThat(ofCaller).singleElement().satisfies(counted -> assertThat(counted.count())
                .isEqualTo(2));
    }

    @Test
    void manyCallersAreBounded() {
        for (int i = 0; i < 20_000; i++) {
            window.add(event(new Caller("oidc:" + i, "x", Set.of()), "1", "/x"), NOW);
            window.add(event(new Caller("oidc:" + i, "x", Set.of()), "1", "/x"), NOW);
        }
        assertThat(window.size()).isLessThanOrEqualTo(1_001);
        assertThat(window.drain().stream().mapToInt(Counted::count).sum()).isEqualTo(40_000 - 2_000);
    }

    /** Whatever fails to be written, and however often. */
    @Property(tries = 200)
    void nothingIsLost(@ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> refusals) {
        long rows = 0;
        for (int i = 0; i < refusals.size(); i++) {
            int kind = refusals.get(i);
            var event = kind % 3 == 0
                    ? event(new Caller("key:" + kind % 5, "x", Set.of()), "1", "/x")
                    : anonymous("c" + kind % 7, "/" + kind);
            if (window.add(event, NOW) == Kept.ROW) {
                if (kind % 2 == 0) {
                    window.addUnwritten(event, NOW);
                } else {
                    rows++;
                }
            }
            if (i % 20 == 7) {
                window.restore(window.drain());
            } else if (i % 50 == 13) {
                rows += window.drain().stream().mapToInt(Counted::count).sum();
            }
        }
        assertThat(rows + window.waiting()).isEqualTo(refusals.size());
        assertThat(window.size()).isLessThanOrEqualTo(10 + 5 + 2);
        window.drain();
    }
}
