package org.cliniccontent.sync;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.Party;
import org.cliniccontent.sync.StreamPermits.Permit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamPermitsTest {

    private static final Party ONE = new Party(true, "one");
    private static final Party TWO = new Party(true, "two");

    @Test
    void oneCallerLeavesSomeForOthers() {
        var permits = new StreamPermits(10, 3);
        for (int i = 0; i < 3; i++) {
            permits.acquire(ONE);
        }
        assertThatThrownBy(() -> permits.acquire(ONE)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
            assertThat(refusal.headers()).containsKey("Retry-After");
        });
        permits.acquire(TWO).release();
        assertThat(permits.parties()).isEqualTo(1);
    }

    @Test
    void aPermitIsReleasedOnceHoweverOftenItIsSaid() {
        var permits = new StreamPermits(10, 3);
        var permit = permits.acquire(ONE);
        permits.acquire(ONE);
        permit.releaseUnlessUsed();
        permit.releaseUnlessUsed();
        permit.release();
        assertThat(permits.taken()).isEqualTo(1);
        var used = permits.acquire(ONE);
        used.use();
        used.releaseUnlessUsed();
        assertThat(permits.taken()).isEqualTo(2);
        used.release();
        assertThat(permits.taken()).isEqualTo(1);
    }

    @Test
    void thereAreNeverMoreThanThereMayBe() throws InterruptedException {
        var permits = new StreamPermits(50, 20);
        var taken = new ConcurrentLinkedQueue<Permit>();
        List<Callable<Void>> asking = IntStream.range(0, 400)
                .<Callable<Void>>mapToObj(i -> () -> {
                    try {
                        taken.add(permits.acquire(new Party(true, i % 4)));
                    } catch (ProblemException refused) {
                        assertThat(refused.headers()).containsKey("Retry-After");
                    }
                    return null;
                })
                .toList();
        var threads = Executors.newFixedThreadPool(8);
        try {
            threads.invokeAll(asking);
        } finally {
            threads.shutdownNow();
        }
        assertThat(taken).hasSize(50);
        taken.forEach(Permit::release);
        assertThat(permits.taken()).isZero();
        assertThat(permits.parties()).isZero();
    }
}
