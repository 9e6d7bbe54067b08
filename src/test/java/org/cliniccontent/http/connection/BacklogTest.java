package org.cliniccontent.http.connection;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BacklogTest {

    private static final long WINDOW = 1_000;
    private static final int MAX = 1_000;

    private final Connections connections =
            new Connections(new Limits(5, 2, 1, 1, 1, WINDOW, 1_000_000_000, MAX, MAX, 1));
    private final List<String> cut = new ArrayList<>();

    /** Checks that a client that has just read something, and one that has just been sent something, are not cut. */
    @Test
    void whoHasTakenNothingForTheLongestTimeIsCutFirst() {
        var stalled = backlog("stalled");
        var reading = backlog("reading");
        stalled.behindWindows(500);
        reading.behindWindows(450);
        reading.behindWindows(-50);
        backlog("next").behindWindows(200);
        assertThat(cut).containsExactly("stalled");
    }

    @Test
    void oneAloneMayHaveMore() {
        backlog("one").queue(10 * MAX);
        assertThat(cut).isEmpty();
    }

    @Test
    void whatIsGoneWaitsNoMore() {
        var one = backlog("one");
        one.queue(300);
        one.behindWindows(200);
        assertThat(connections.budget().waiting()).isEqualTo(500);
        one.clear();
        one.behindWindows(-200);
        assertThat(connections.budget().waiting()).isZero();
    }

    @Test
    void aWindowInWhichTooLittleIsTakenIsAStall() {
        var taking = new ClientProgress(WINDOW, 10);
        taking.start(0);
        taking.add(10);
        assertThat(taking.isStalled(WINDOW - 1)).isFalse();
        assertThat(taking.isStalled(WINDOW)).isFalse();
        taking.add(9);
        assertThat(taking.isStalled(2 * WINDOW - 1)).isFalse();
        assertThat(taking.isStalled(2 * WINDOW)).isTrue();
    }

    private Backlog backlog(String name) {
        return new Backlog(connections, () -> cut.add(name));
    }
}
