package org.cliniccontent.database;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The detection of answers from a primary that was replaced. */
class TimelinesTest {

    private static final String OLD = "7/0000000F/5/16384";
    private static final String NEW = "7/00000010/5/16384";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final Timelines timelines = new Timelines(nanos::get);

    @Test
    void aServerThatWasReplacedIsPastHoweverOftenBothAnswer() {
        assertThat(timelines.isPast(OLD)).isFalse();
        assertThat(timelines.isPast(NEW)).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(timelines.isPast(OLD)).isTrue();
            nanos.addAndGet(Timelines.PATIENCE.toNanos() - 1);
            assertThat(timelines.isPast(OLD)).isTrue();
            assertThat(timelines.isPast(NEW)).isFalse();
        }
    }

    @Test
    void filesThatWerePutBackAreFollowedInTheEnd() {
        assertThat(timelines.isPast(NEW)).isFalse();
        assertThat(timelines.isPast(OLD)).isTrue();
        nanos.addAndGet(Timelines.PATIENCE.toNanos());
        assertThat(timelines.isPast(OLD)).isFalse();
        assertThat(timelines.isPast(OLD)).isFalse();
        assertThat(timelines.isPast(NEW)).isFalse();
    }

    @Test
    void anotherClusterIsNotPast() {
        assertThat(timelines.isPast(NEW)).isFalse();
        assertThat(timelines.isPast("8/00000001/5/16384")).isFalse();
    }

    @Test
    void aServerThatDoesNotTellIsNotPast() {
        assertThat(timelines.isPast(NEW)).isFalse();
        assertThat(timelines.isPast("-/-/5/16384")).isFalse();
        assertThat(timelines.isPast("7/-/5/16384")).isFalse();
    }
}
