package org.cliniccontent.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cliniccontent.limits.FairQueue.Turn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FairQueueTest {

    private static final Party ONE = new Party(true, "one");
    private static final Party TWO = new Party(true, "two");

    private final List<Turn> begun = new ArrayList<>();
    private final List<Party> order = new ArrayList<>();

    private void request(FairQueue queue, Party party, int times) {
        for (int i = 0; i < times; i++) {
            queue.request(party, turn -> {
                begun.add(turn);
                order.add(party);
            });
        }
    }

    @Test
    void onePartyNeverHasMoreThanItsShare() {
        var queue = new FairQueue(10, 6, 1_000);
        request(queue, ONE, 300);
        assertThat(queue.running()).isEqualTo(6);
        assertThat(queue.waiting()).isEqualTo(294);
        request(queue, TWO, 1);
        assertThat(order).last().isEqualTo(TWO);
        assertThat(queue.running()).isEqualTo(7);
    }

    @Test
    void freePlacesGoToThePartiesInTurn() {
        var queue = new FairQueue(2, 2, 1_000);
        request(queue, ONE, 6);
        request(queue, TWO, 2);
        order.clear();
        for (int i = 0; i < 4; i++) {
            begun.get(i).end();
        }
        assertThat(order).containsExactly(TWO, ONE, TWO, ONE);
    }

    @Test
    void thoseWithoutCredentialsLeaveAQuarter() {
        var queue = new FairQueue(8, 8, 1_000);
        for (int i = 0; i < 100; i++) {
            request(queue, new Party(false, i), 3);
        }
        assertThat(queue.running()).isEqualTo(6);
        request(queue, ONE, 2);
        assertThat(queue.running()).isEqualTo(8);
        order.clear();
        request(queue, TWO, 1);
        begun.get(0).end();
        assertThat(order).containsExactly(TWO);
    }

    @Test
    void noMoreWaitThanMay() {
        var queue = new FairQueue(1, 1, 2);
        request(queue, ONE, 3);
        assertThat(queue.request(TWO, turn -> {})).isEmpty();
        begun.get(0).end();
        assertThat(queue.request(TWO, turn -> {})).isPresent();
    }

    @Test
    void whoGivesUpIsNotServedAndNothingStays() {
        var queue = new FairQueue(1, 1, 10);
        request(queue, ONE, 1);
        var waiting = queue.request(ONE, begun::add).orElseThrow();
        assertThat(waiting.isShareUsedUp()).isTrue();
        assertThat(waiting.giveUp()).isTrue();
        assertThat(waiting.giveUp()).isFalse();
        begun.get(0).end();
        begun.get(0).end();
        assertThat(begun).hasSize(1);
        assertThat(queue.running()).isZero();
        assertThat(queue.waiting()).isZero();
        assertThat(queue.parties()).isZero();
    }

    @Test
    void itIsExactWhenManyAskAtOnce() throws InterruptedException {
        var queue = new FairQueue(5, 2, 100_000);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        int requests = 4_000;
        var done = new CountDownLatch(requests);
        var threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < requests; i++) {
                var party = new Party(i % 3 == 0, i % 7);
                threads.execute(() -> queue.request(
                        party,
                        turn -> threads.execute(() -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            running.decrementAndGet();
                            turn.end();
                            done.countDown();
                        })));
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isLessThanOrEqualTo(5);
        assertThat(queue.parties()).isZero();
    }
}
