package org.cliniccontent.webhook;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A late holder still gets a slot. */
class SharedSlotsTest {

    /** Checks holders one after the other, each as greedy as possible: none of them returns anything. */
    @Test
    void oneMoreHolderFindsASlotHoweverGreedyThirtyAre() {
        var shares = new SharedSlots<Integer>(512, 64, 8);
        for (int holder = 0; holder < 30; holder++) {
            while (shares.tryAcquire(holder)) {
                // And another.
            }
            assertThat(shares.held(holder)).isBetween(1, 57);
        }
        assertThat(shares.tryAcquire(-1)).isTrue();
    }

    @Property(tries = 200)
    void noMoreIsHeldThanThereIsAndWhatIsReleasedIsFree(
            @ForAll @Size(max = 300) List<@IntRange(max = 20) Integer> holders,
            @ForAll @IntRange(min = 1, max = 100) int slots,
            @ForAll @IntRange(min = 1, max = 10) int limit) {
        var shares = new SharedSlots<Integer>(slots, limit, 4);
        for (int holder : holders) {
            int before = shares.held(holder);
            boolean acquired = shares.tryAcquire(holder);
            assertThat(shares.held(holder)).isEqualTo(before + (acquired ? 1 : 0));
        }
        assertThat(shares.used())
                .isLessThanOrEqualTo(slots)
                .isEqualTo(IntStream.rangeClosed(0, 20).map(shares::held).sum());
        assertThat(shares.held().values()).allMatch(held -> held <= limit);
        for (int holder = 0; holder <= 20; holder++) {
            for (int held = shares.held(holder); held > 0; held--) {
                shares.release(holder);
            }
        }
        assertThat(shares.used()).isZero();
        assertThat(shares.tryAcquire(0)).isTrue();
    }
}
