package org.cliniccontent.http.problem;

import java.util.List;
import java.util.stream.IntStream;
import org.cliniccontent.http.body.StrictJson;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A hundred faults are kept, and all others counted. */
class FaultsTest {

    private static Faults of(int many) {
        var faults = new Faults();
        IntStream.range(0, many).forEach(i -> faults.add(Fault.at("/" + i, "is wrong")));
        return faults;
    }

    @Test
    void theFirstAreKeptAndTheOthersCounted() {
        var faults = of(100_000);
        assertThat(faults).hasSize(Faults.MAX).startsWith(Fault.at("/0", "is wrong"));
        assertThat(faults).endsWith(Fault.at("/99", "is wrong"));
        assertThat(faults.total()).isEqualTo(100_000);
        assertThat(faults.more()).isEqualTo(99_900);
        assertThat(Faults.moreOf(faults)).isEqualTo(99_900);
    }

    @Test
    void whatIsAddedToOthersIsCountedWithThem() {
        var faults = of(50);
        faults.addAll(of(150));
        assertThat(faults.total()).isEqualTo(200);
        assertThat(faults.more()).isEqualTo(100);
    }

    @Test
    void aProblemSaysHowManyThereAre() {
        var problem = StrictJson.invalid(of(150));
        assertThat(problem.getMessage()).isEqualTo("The body has 150 faults");
        assertThat(problem.faults()).hasSize(100);
        var answer = Problem.of(problem.type(), 400, problem.getMessage(), "/", "0".repeat(32), problem.faults());
        assertThat(answer.errors()).hasSize(100);
        assertThat(answer.moreErrors()).isEqualTo(50);
        assertThat(Problem.of(problem.type(), 400, "", "/", "0".repeat(32), List.of())
                        .moreErrors())
                .isNull();
        assertThat(Fault.summary("It is refused", of(150))).endsWith("(and 149 more)");
    }

    @Test
    void aListOfMoreIsCutAsWell() {
        List<Fault> plain = IntStream.range(0, 150)
                .mapToObj(i -> Fault.at("/" + i, "is wrong"))
                .toList();
        var problem = new ProblemException(ProblemType.CONFLICT, "much is wrong", plain);
        assertThat(problem.faults()).hasSize(100);
        assertThat(Faults.moreOf(problem.faults())).isEqualTo(50);
    }

    @Test
    void theyAreInTheOrderOfTheirPointers() {
        var faults = new Faults();
        faults.add(Fault.at("/b", "x"));
        faults.add(Fault.at("/a", "y"));
        faults.add(Fault.at("/a", "x"));
        assertThat(faults.sorted()).containsExactly(Fault.at("/a", "x"), Fault.at("/a", "y"), Fault.at("/b", "x"));
    }

    @Test
    void whatAClientSentIsCut() {
        var fault = Fault.at("/" + "a".repeat(5_000), "b".repeat(5_000));
        assertThat(fault.pointer()).hasSize(301).endsWith("…");
        assertThat(fault.detail()).hasSize(1_001).endsWith("…");
        assertThat(Fault.ofParameter("p".repeat(5_000), "").parameter()).hasSize(201);
        assertThat(Fault.ofParameter("p".repeat(199) + "😀", "").parameter()).isEqualTo("p".repeat(199) + "…");
    }
}
