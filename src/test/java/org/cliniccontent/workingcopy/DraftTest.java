package org.cliniccontent.workingcopy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cliniccontent.access.Caller;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.testing.Api;
import org.cliniccontent.workingcopy.Draft.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Which steps a working copy may take, and for what an approval holds. */
class DraftTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Caller ANN = new Caller("key:ann", "Ann", Set.of());
    private static final Caller BEN = new Caller("key:ben", "Ben", Set.of());
    private static final Caller CYD = new Caller("key:cyd", "Cyd", Set.of());
    private static final UUID ID = new UUID(1, 2);
    private static final TypeDescription TYPE =
            new TypeDescription("condition", "conditions", "name", Object.class, List.of(), List.of());

    private static Candidate content(String name) {
        return Candidate.of(TYPE, (com.fasterxml.jackson.databind.node.ObjectNode) Api.parse(
                "{\"id\": \"%s\", \"type\": \"condition\", \"slug\": \"x\", \"name\": \"%s\"}".formatted(ID, name)));
    }

    private static Candidate tombstone() {
        return Candidate.of(TYPE, (com.fasterxml.jackson.databind.node.ObjectNode) Api.parse(
                "{\"id\": \"%s\", \"type\": \"condition\", \"slug\": \"x\", \"name\": \"A\", \"state\": \"DELETED\"}"
                        .formatted(ID)));
    }

    private static Draft created() {
        return Draft.created(content("A"), ANN, NOW);
    }

    private static Draft approved(Draft draft) {
        return draft.submitted(ANN, NOW).approved(draft.releasableSha256(), "Good.", CYD, false, LATER);
    }

    private static Draft in(State state) {
        return switch (state) {
            case DRAFT -> created();
            case IN_REVIEW -> created().submitted(ANN, NOW);
            case APPROVED -> approved(created());
            case RELEASED -> approved(created()).released("Publisher", LATER);
        };
    }

    static Stream<Arguments> steps() {
        UnaryOperator<Draft> submit = draft -> draft.submitted(BEN, LATER);
        UnaryOperator<Draft> approve = draft -> draft.approved(draft.releasableSha256(), null, CYD, false, LATER);
        UnaryOperator<Draft> reject = draft -> draft.rejected("No.", CYD, LATER);
        UnaryOperator<Draft> edit = draft -> draft.edited(content("B"), BEN, LATER);
        UnaryOperator<Draft> remove = draft -> draft.toBeRemoved(tombstone(), BEN, LATER);
        return Stream.of(
                arguments("submitted", submit, State.DRAFT, State.IN_REVIEW),
                arguments("submitted", submit, State.IN_REVIEW, null),
                arguments("submitted", submit, State.APPROVED, null),
                arguments("submitted", submit, State.RELEASED, null),
                arguments("approved", approve, State.DRAFT, null),
                arguments("approved", approve, State.IN_REVIEW, State.APPROVED),
                arguments("approved", approve, State.APPROVED, null),
                arguments("approved", approve, State.RELEASED, null),
                arguments("rejected", reject, State.DRAFT, null),
                arguments("rejected", reject, State.IN_REVIEW, State.DRAFT),
                arguments("rejected", reject, State.APPROVED, State.DRAFT),
                arguments("rejected", reject, State.RELEASED, null),
                arguments("edited", edit, State.DRAFT, State.DRAFT),
                arguments("edited", edit, State.IN_REVIEW, State.DRAFT),
                arguments("edited", edit, State.APPROVED, State.DRAFT),
                arguments("edited", edit, State.RELEASED, State.DRAFT),
                arguments("removed", remove, State.DRAFT, State.DRAFT),
                arguments("removed", remove, State.IN_REVIEW, State.DRAFT),
                arguments("removed", remove, State.APPROVED, State.DRAFT),
                arguments("removed", remove, State.RELEASED, State.DRAFT));
    }

    @ParameterizedTest(name = "what is {2} and {0} is {3}")
    @MethodSource("steps")
    void everyStepIsTakenOrRefused(String name, UnaryOperator<Draft> step, State from, State to) {
        var before = in(from);
        if (to == null) {
            assertThatThrownBy(() -> step.apply(before))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.type())
                            .isEqualTo(ProblemType.CONFLICT))
                    .hasMessageContaining(from.name())
                    .hasMessageContaining(name);
            return;
        }
        var after = step.apply(before);
        assertThat(after.state()).isEqualTo(to);
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.updatedAt()).isEqualTo(LATER);
    }

    @Test
    void anApprovalHoldsForWhatWasSeen() {
        var seen = created().submitted(ANN, NOW);
        assertThatThrownBy(() -> seen.approved(content("B").sha256(), null, CYD, false, NOW))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.type())
                        .isEqualTo(ProblemType.CONFLICT))
                .hasMessageContaining(seen.sha256());
        var approved = approved(created());
        assertThat(approved.verdict()).isEqualTo(new Draft.Verdict("Cyd", LATER, "Good.", approved.sha256()));
    }

    @Test
    void anApprovalFallsWithTheFirstEdit() {
        var approved = approved(created());
        assertThat(approved.edited(content("B"), ANN, LATER).verdict()).isNull();
        assertThat(approved.toBeRemoved(tombstone(), ANN, LATER).verdict()).isNull();
        assertThat(approved.rejected("No.", CYD, LATER).verdict().approvedSha256())
                .isNull();
    }

    @Test
    void whoeverChangedItMayNotApproveIt() {
        var twice = created().edited(content("B"), BEN, NOW).submitted(CYD, NOW);
        assertThat(twice.authors()).containsExactly("key:ann", "key:ben");
        for (Caller author : List.of(ANN, BEN)) {
            assertThatThrownBy(() -> twice.approved(twice.sha256(), null, author, false, NOW))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.type())
                            .isEqualTo(ProblemType.FORBIDDEN));
            assertThat(twice.approved(twice.sha256(), null, author, true, NOW).state())
                    .isEqualTo(State.APPROVED);
        }
        assertThat(twice.approved(twice.sha256(), null, CYD, false, NOW).state())
                .as("who submits is no author")
                .isEqualTo(State.APPROVED);
    }

    @Test
    void authorsAreKeptOverReviewsAndForgottenWithARelease() {
        var rejected = created().submitted(ANN, NOW).rejected("No.", CYD, NOW);
        assertThat(rejected.authors()).containsExactly("key:ann");
        var again = rejected.edited(content("B"), BEN, NOW).edited(content("C"), ANN, NOW);
        assertThat(again.authors()).containsExactly("key:ann", "key:ben");
        var released = approved(again).released("Publisher", NOW);
        assertThat(released.authors()).isEmpty();
        assertThat(released.verdict()).isNull();
        assertThat(released.edited(content("D"), CYD, NOW).authors()).containsExactly("key:cyd");
    }

    @Test
    void aRemovalIsWhatIsReviewedInsteadOfTheContent() {
        var planned = in(State.RELEASED).toBeRemoved(tombstone(), ANN, NOW);
        assertThat(planned.releasable()).isEqualTo(tombstone().canonical());
        assertThat(planned.releasableSha256()).isEqualTo(tombstone().sha256()).isNotEqualTo(planned.sha256());
        var inReview = planned.submitted(ANN, NOW);
        assertThatThrownBy(() -> inReview.approved(planned.sha256(), null, CYD, false, NOW))
                .as("the content's hash approves no removal")
                .isInstanceOf(ProblemException.class);
        assertThat(planned.edited(content("A"), ANN, NOW).removal()).isNull();
        assertThat(approved(planned).released("Publisher", NOW).removal()).isNull();
    }
}
