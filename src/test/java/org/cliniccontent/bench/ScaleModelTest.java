package org.cliniccontent.bench;

import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cliniccontent.bench.ScaleModel.Costs;
import org.cliniccontent.bench.ScaleModel.Fleet;
import org.cliniccontent.bench.ScaleModel.Outcome;
import org.cliniccontent.bench.ScaleModel.Way;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of the model for any fleet: everybody is reached, once, after the commit and after the sender; and no step
 * is free.
 */
class ScaleModelTest {

    private static final Costs COSTS = new Costs(0.02, 0.3, 0.4, 0.1, 6, 0.3, 5, 1, 0.5);

    @Provide
    Arbitrary<Fleet> fleets() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.of(true, false))
                .as((replicas, part, standbys, streams, polls, webhooks, shared) -> new Fleet(
                        replicas,
                        (int) (replicas * part),
                        500,
                        standbys,
                        20,
                        Math.max(1, (int) (replicas * part)),
                        2,
                        1,
                        shared,
                        Map.of(Way.STREAM, streams, Way.POLL, polls, Way.WEBHOOK, webhooks),
                        10_000,
                        40,
                        30_000,
                        1_000));
    }

    @Property(tries = 200)
    void everybodyIsReachedOnceAndAfterTheCommit(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
        var outcome = ScaleModel.simulate(fleet, COSTS, seed);
        assertThat(outcome.replicas()).hasSize(fleet.replicas());
        assertThat(Arrays.stream(outcome.replicas())).allMatch(time -> time > 0 && Double.isFinite(time));
        double first = outcome.replicas()[0];
        fleet.partners().forEach((way, count) -> {
            assertThat(outcome.partners().get(way)).hasSize(count).isSorted();
            // A place of nobody would be 0.
            assertThat(Arrays.stream(outcome.partners().get(way)))
                    .allMatch(time -> time > first && Double.isFinite(time));
        });
    }

    @Property(tries = 100)
    void thePrimaryDoesWhatItIsAskedFor(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
        var outcome = ScaleModel.simulate(fleet, COSTS, seed);
        double least = fleet.listening() * (COSTS.wake() + COSTS.refresh())
                + fleet.partners().get(Way.WEBHOOK) * COSTS.delivery()
                + fleet.dispatchers() * COSTS.due();
        assertThat(outcome.primaryBusy()).isGreaterThanOrEqualTo(least - 1e-6);
        assertThat(outcome.primaryDone()).isGreaterThanOrEqualTo(outcome.primaryBusy() / fleet.cores() - 1e-6);
    }

    @Property(tries = 50)
    void theSameSeedGivesTheSame(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
        var once = ScaleModel.simulate(fleet, COSTS, seed);
        var twice = ScaleModel.simulate(fleet, COSTS, seed);
        assertThat(twice.replicas()).isEqualTo(once.replicas());
        assertThat(twice.partners().get(Way.POLL)).isEqualTo(once.partners().get(Way.POLL));
    }

    /** Checks a fleet that is small enough to compute by hand: two listeners, one stream each, no spread. */
    @Example
    void aSmallFleetTakesWhatItsStepsTake() {
        var fleet = new Fleet(2, 2, 500, 0, 0, 0, 1, 1, false, Map.of(Way.STREAM, 2), 1_000, 0, 125_000, 1_000);
        var outcome = ScaleModel.simulate(fleet, new Costs(1, 2, 4, 8, 0, 0, 0, 0, 0), 1);
        // The primary wakes (done at 1 and 2), is asked (4, 6) and reads (10, 14); half a millisecond after each it is
        // there.
        assertThat(outcome.replicas()).containsExactly(4.5, 6.5);
        // Then 8 ms of the replica's processor, and 1 ms for a megabit.
        assertThat(outcome.partners().get(Way.STREAM)).containsExactly(19.5, 23.5);
        assertThat(Outcome.quantile(outcome.replicas(), 0.5)).isEqualTo(4.5);
        assertThat(outcome.primaryBusy()).isEqualTo(2 * (1 + 2 + 4));
    }
}
