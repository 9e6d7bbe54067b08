package org.cliniccontent.http.body;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Large bodies share the memory that there is for them; small ones never wait. */
class BodyBudgetTest {

    private static final long LARGE = 1_000_000;

    private final BodyBudget budget = new BodyBudget(2 * LARGE * BodyBudget.MULTIPLE, Duration.ofMinutes(1));

    private static ProblemException refused(BodyBudget budget, long before, long length) {
        return catchThrowableOfType(ProblemException.class, () -> budget.reserve(before, length));
    }

    @Test
    void aBodyTakesAMultipleOfItsLengthUntilItIsDone() {
        budget.reserve(0, LARGE);
        assertThat(budget.used()).isEqualTo(LARGE * BodyBudget.MULTIPLE);
        budget.reserve(LARGE, LARGE + 10);
        assertThat(budget.used()).isEqualTo((LARGE + 10) * BodyBudget.MULTIPLE);
        budget.release(LARGE + 10);
        assertThat(budget.used()).isZero();
    }

    @Test
    void aBodyThatNeverFitsIsTooLarge() {
        assertThat(refused(budget, 0, budget.longest() + 1).type()).isEqualTo(ProblemType.CONTENT_TOO_LARGE);
        budget.reserve(0, budget.longest());
    }

    @Test
    void aBodyWaitsForOthersAndASmallOneDoesNot() throws Exception {
        budget.reserve(0, budget.longest());
        var waiting = CompletableFuture.runAsync(() -> budget.reserve(0, LARGE));
        budget.reserve(0, BodyBudget.SMALL);
        assertThat(waiting).isNotDone();
        budget.release(budget.longest());
        waiting.get(1, TimeUnit.MINUTES);
        assertThat(budget.used()).isEqualTo(LARGE * BodyBudget.MULTIPLE);
    }

    @Test
    void whoWaitsForTooLongIsRefused() {
        var impatient = new BodyBudget(LARGE * BodyBudget.MULTIPLE, Duration.ofMillis(20));
        impatient.reserve(0, LARGE);
        var refused = refused(impatient, 0, LARGE);
        assertThat(refused.type()).isEqualTo(ProblemType.UNAVAILABLE);
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(impatient.used()).isEqualTo(LARGE * BodyBudget.MULTIPLE);
    }

    @Test
    void whatHoldsAConnectionDoesNotWait() {
        budget.reserve(0, budget.longest());
        var refused = catchThrowableOfType(ProblemException.class, () -> budget.reserveAtOnce(0, LARGE));
        assertThat(refused.type()).isEqualTo(ProblemType.UNAVAILABLE);
    }

    @Test
    void aBodyThatGrowsDoesNotWaitForAnother() {
        budget.reserve(0, LARGE);
        budget.reserve(0, LARGE);
        assertThat(refused(budget, LARGE, LARGE + 1).type()).isEqualTo(ProblemType.UNAVAILABLE);
    }
}
