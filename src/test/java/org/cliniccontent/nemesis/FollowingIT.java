package org.cliniccontent.nemesis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.cliniccontent.partner.Transport;
import org.cliniccontent.testing.Api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A property of following: whatever is published, whatever becomes of the responses, whichever replica gives them and
 * however it lags, a complete copy of a partner equals the content published at its release, and its digest proves it.
 *
 * <p>A program begins where the last one ended, so shrinking it would find nothing.
 */
class FollowingIT {

    private static final int PROGRAMS = 12;
    private static final Map<Following.Kind, Integer> DONE = Following.nothing();

    private static Stage stage;
    private static int programs;
    private static int checkedWhole;
    private static int checkedFiltered;

    @BeforeContainer
    static void start() throws Exception {
        stage = new Stage();
        stage.publications.writeReferences(150);
        stage.publications.write(new Random(1), 30);
    }

    @AfterContainer
    static void stop() throws Exception {
        stage.close();
        System.out.println(DONE + " " + stage.publications.counts() + checkedFiltered + " " + checkedWhole);
        if (programs == PROGRAMS) {
            checkThatEverythingHappened();
        }
    }

    /** Checks that every action happened; otherwise the property says nothing. */
    private static void checkThatEverythingHappened() {
        assertThat(DONE).containsOnlyKeys(Following.Kind.values());
        assertThat(stage.publications.counts())
                .containsOnlyKeys("write", "delete", "withdraw", "rename", "swap", "revert")
                .allSatisfy((action, count) -> assertThat(count).as(action).isPositive());
        assertThat(checkedWhole).isGreaterThan(PROGRAMS);
        assertThat(checkedFiltered).isGreaterThan(PROGRAMS);
        assertThat(stage.scene.tally.unexpected()).isEmpty();
    }

    @Provide
    Arbitrary<List<Following.Act>> programs() {
        var kinds = Arrays.stream(Following.Kind.values())
                .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream())
                .toList();
        return Combinators.combine(Arbitraries.of(kinds), Arbitraries.integers().between(0, 1_000_000))
                .as(Following.Act::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(50);
    }

    @Provide
    Arbitrary<Set<String>> filters() {
        return Arbitraries.of(Published.TYPES).set().ofMinSize(1).ofMaxSize(3);
    }

    private static Follower follower(Set<String> types) throws Exception {
        return new Follower(stage.publisher(), types, stage.newFolder(), stage.published);
    }

    @Property(tries = PROGRAMS, shrinking = ShrinkingMode.OFF)
    void aCompleteCopyIsWhatWasPublished(
            @ForAll("programs") List<Following.Act> acts, @ForAll("filters") Set<String> types) throws Exception {
        var whole = follower(Set.of());
        var filtered = follower(types);
        var following = new Following(stage, DONE, whole, filtered);
        if (programs == 0) {
            // What is drawn may lack what is rare.
            following.run(Following.each());
        }
        following.run(acts);
        following.catchUp();
        assertThat(whole.copy().release()).isEqualTo(stage.published.current());
        assertThat(filtered.copy().release()).isEqualTo(stage.published.current());
        programs++;
        checkedWhole += whole.checked();
        checkedFiltered += filtered.checked();
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void aReplicaThatIsKilledTakesNothingWithIt(
            @ForAll("programs") List<Following.Act> before,
            @ForAll("programs") List<Following.Act> meanwhile,
            @ForAll("programs") List<Following.Act> after)
            throws Exception {
        var following = new Following(stage, Following.nothing(), follower(Set.of()), follower(Set.of("condition")));
        following.run(before);
        following.killLagging();
        following.run(meanwhile);
        following.replaceLagging();
        following.run(after);
        following.catchUp();
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void aCorruptedCopyIsFoundByItsDigestAndRepairedByItsBuckets(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        List<String> asked = new ArrayList<>();
        var follower =
                new Follower(Faults.noted(stage.publisher(), asked), Set.of(), stage.newFolder(), stage.published);
        follower.step(stage.publisher(), follower.watched(Transport.lines()));
        assertThat(follower.checked()).isOne();

        var wrong = follower.corrupt(random);
        assertThat(follower.partner().prove()).isFalse();
        if (random.nextBoolean()) {
            stage.publications.write(random, 5);
        }
        asked.clear();
        assertThat(follower.partner().repair(Transport.pages(50))).isEqualTo(wrong.size());
        assertThat(asked.stream().filter(path -> path.contains("bucket=")))
                .as("the buckets that are wrong, each once")
                .hasSize(wrong.size());
        assertThat(follower.partner().prove()).isTrue();
        follower.checkCopy();
    }

    /** Checks that the checks can fail, each for the right reason. */
    @Example
    void partnersAndFeedsThatAreWrongAreFound() throws Exception {
        var pages = Transport.pages(7);
        assertThatItIsFound("entities at", follower -> Wrong.withoutRemovals(follower.watched(pages)));
        assertThatItIsFound("entities at", follower -> Wrong.tokenFirst(follower.watched(pages)));
        assertThatItIsFound("what is pointed to comes first", follower -> follower.watched(Wrong.backwards(pages)));
        assertThatItIsFound("entities at", follower -> follower.watched(Wrong.byTime(stage.published, 50)));
    }

    private static void assertThatItIsFound(String what, Function<Follower, Transport> wrong) throws Exception {
        var follower = follower(Set.of());
        var way = wrong.apply(follower);
        assertThatThrownBy(() -> {
                    untilComplete(follower, way);
                    // In a whole copy nothing is removed, so that one may be right.
                    removeSomething();
                    untilComplete(follower, way);
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    private static void untilComplete(Follower follower, Transport way) throws Exception {
        do {
            follower.step(stage.publisher(), way);
        } while (!follower.copy().isComplete());
    }

    private static void removeSomething() throws Exception {
        var before = stage.published.now().keySet();
        for (int seed = 0; stage.published.now().keySet().containsAll(before); seed++) {
            stage.publications.write(new Random(seed), 1);
            stage.publications.remove(new Random(seed));
        }
    }

    @Example
    void partnersBeginAgainWhenTheStoreWasPutBack() throws Exception {
        var followers = List.of(follower(Set.of()), follower(Set.of("condition")), follower(Set.of()));
        stage.killLagging();
        var backup = stage.backUp();
        for (int seed = 0; seed < 3; seed++) {
            stage.publications.write(new Random(seed), 5);
        }
        for (Follower follower : followers.subList(0, 2)) {
            untilComplete(follower, follower.watched(Transport.pages(50)));
        }
        followers.get(2).step(stage.publisher(), Transport.pages(10));

        long before = stage.published.current();
        stage.restore(backup);
        assertThatTheyHaveToBeginAgain(followers);
        for (int seed = 100; stage.published.current() <= before; seed++) {
            stage.publications.write(new Random(seed), 5);
        }
        assertThatTheyHaveToBeginAgain(followers);
        for (Follower follower : followers) {
            int entities = follower.copy().entities().size();
            follower.step(stage.publisher(), Transport.pages(50));
            assertThat(follower.copy().token()).isNull();
            assertThat(follower.copy().entities()).as("what there is stays").hasSize(entities);
            follower.partner().follow(follower.watched(Faults.droppedAtFirst(Transport.pages(50))));
            assertThat(follower.copy().release()).isEqualTo(stage.published.current());
        }
        stage.replaceLagging();
    }

    private static void assertThatTheyHaveToBeginAgain(List<Follower> followers) throws InterruptedException {
        for (Follower follower : followers) {
            assertThatItHasToBeginAgain(
                    follower.copy().token(), follower.types().isEmpty() ? "/v1/changes" : "/v1/changes?type=condition");
        }
    }

    private static void assertThatItHasToBeginAgain(String token, String restart) throws InterruptedException {
        var answer = stage.get("/v1/changes?token=" + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
        assertThat(Api.parse(answer.body()).path("type").asText()).isEqualTo("/problems/sync-restart");
        assertThat(Api.parse(answer.body()).path("restart").asText()).isEqualTo(restart);
        assertThat(answer.headers().allValues("Link")).contains("<%s>; rel=\"start\"".formatted(restart));
    }

    @Property(tries = 300)
    void aTokenThatIsNotAsItWasGivenIsRefused(
            @ForAll @IntRange(max = 2) int how, @ForAll @IntRange(max = 10_000) int place, @ForAll char other)
            throws Exception {
        var token = token();
        var garbled = Tokens.garbled(token, how, place, other);
        // What has no UTF-8 is another fault.
        Assume.that(!garbled.equals(token) && !Character.isSurrogate(other));
        var answer = stage.get("/v1/changes?token=" + URLEncoder.encode(garbled, StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as("%s: %s", garbled, answer.body()).isEqualTo(400);
    }

    @Example
    void aTokenOfAnotherStoreHasToBeginAgain() throws Exception {
        assertThatItHasToBeginAgain(Tokens.ofAnotherStore(token()), "/v1/changes");
    }

    /** Returns a token within a pass. */
    private static String token() throws InterruptedException {
        return Api.parse(stage.get("/v1/changes?limit=1").body()).path("next").asText();
    }
}
