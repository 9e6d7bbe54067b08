package org.cliniccontent.release;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Concurrent releases follow one another without a gap. */
@ServiceTest
class ConcurrentReleasesTest {

    private static final int EACH = 8;

    private final Import bundles;
    private final Database database;
    private final Releases releases;

    @Inject
    ConcurrentReleasesTest(Import bundles, Database database, Releases releases) {
        this.bundles = bundles;
        this.database = database;
        this.releases = releases;
    }

    @Test
    void twoPublishersGetNumbersOfTheirOwnWithoutAGap() throws Exception {
        long before = releases.current();
        var start = new CyclicBarrier(2);
        Callable<List<Long>> publisher = () -> {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                start.await(30, TimeUnit.SECONDS);
                var own = Bundles.unique();
                var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A");
                numbers.add(bundles.run(Bundles.bytes(bundle), "at once", "test")
                        .orElseThrow()
                        .number());
            }
            return numbers;
        };
        var threads = Executors.newFixedThreadPool(2);
        try {
            var one = threads.submit(publisher);
            var other = threads.submit(publisher);
            List<Long> numbers = new ArrayList<>(one.get(60, TimeUnit.SECONDS));
            numbers.addAll(other.get(60, TimeUnit.SECONDS));
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(before + 1, before + 2 * EACH)
                            .boxed()
                            .toList());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void releasesAreInTheOrderOfTheirTimes() {
        var times = database.query("select published_at from release order by number", row -> row.getTimestamp(1));
        assertThat(times).isNotEmpty().isSorted();
    }
}
