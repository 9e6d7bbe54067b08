package org.cliniccontent.nemesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cliniccontent.partner.Service;
import org.cliniccontent.partner.Transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The actions of a program, one after the other: something is published, or a partner takes a step. */
final class Following {

    /** The kinds of actions. */
    enum Kind {
        WRITE(6),
        WRITE_MUCH(1),
        REMOVE(4),
        RENAME(2),
        SWAP(2),
        REVERT(2),
        PAGE(8),
        PAGE_OF_LAGGING(8),
        LINES(2),
        EVENTS(2),
        DROPPED(3),
        CUT(3),
        TWICE(3),
        CRASHED(2),
        CRASHED_UNSAVED(3),
        TO_THE_END(2);

        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /**
     * An action.
     *
     * @param number determines everything about it
     */
    record Act(Kind kind, int number) {}

    private final Stage stage;
    private final Map<Kind, Integer> done;
    private final List<Follower> followers;
    private final Service publisher;
    private Service lagging;

    /** @param done counts the actions */
    Following(Stage stage, Map<Kind, Integer> done, Follower... followers) {
        this.stage = stage;
        this.done = done;
        this.followers = List.of(followers);
        this.publisher = stage.publisher();
        this.lagging = stage.lagging();
    }

    /** Returns every action once. */
    static List<Act> each() {
        return Arrays.stream(Kind.values()).map(kind -> new Act(kind, 1)).toList();
    }

    static Map<Kind, Integer> nothing() {
        return new EnumMap<>(Kind.class);
    }

    void run(List<Act> acts) throws Exception {
        for (Act act : acts) {
            run(act);
        }
    }

    /** Kills the lagging replica without warning, in the middle of requests. */
    void killLagging() throws Exception {
        stage.killLagging();
        for (Follower follower : followers) {
            assertThatThrownBy(() -> follower.step(lagging, follower.watched(Transport.pages(10))))
                    .isInstanceOf(IOException.class);
        }
        lagging = publisher;
    }

    /** Replaces the lagging replica. */
    void replaceLagging() throws Exception {
        stage.replaceLagging();
        lagging = stage.lagging();
    }

    private void run(Act act) throws Exception {
        var random = new Random(act.number);
        var publications = stage.publications;
        switch (act.kind) {
            case WRITE -> publications.write(random, 1 + random.nextInt(3));
            case WRITE_MUCH -> publications.write(random, 30);
            case REMOVE -> publications.remove(random);
            case RENAME -> publications.rename(random);
            case SWAP -> publications.swap(random);
            case REVERT -> publications.revert(random);
            default -> step(act.kind, random, followers.get(random.nextInt(followers.size())));
        }
        done.merge(act.kind, 1, Integer::sum);
    }

    private void step(Kind kind, Random random, Follower follower) throws Exception {
        var replica = random.nextBoolean() ? publisher : lagging;
        var plain = Transport.pages(1 + random.nextInt(1 << random.nextInt(9)));
        var pages = follower.watched(plain);
        switch (kind) {
            case PAGE -> follower.step(publisher, pages);
            case PAGE_OF_LAGGING -> follower.step(lagging, pages);
            case LINES -> follower.step(replica, follower.watched(Transport.lines()));
            case EVENTS -> {
                // Otherwise it would wait for the next release.
                if (!follower.copy().isComplete() || follower.copy().release() < stage.published.current()) {
                    follower.step(publisher, follower.watched(Transport.events()));
                }
            }
            case DROPPED -> fail(follower, replica, follower.watched(Faults.dropped(plain)));
            case CUT -> {
                var way = random.nextBoolean() ? plain : Transport.lines();
                fail(follower, replica, follower.watched(Faults.cut(way, random.nextInt(1 << random.nextInt(19)))));
            }
            case TWICE -> follower.step(replica, Faults.twice(pages));
            case CRASHED -> follower.crash();
            case CRASHED_UNSAVED -> follower.crashUnsaved(replica, pages);
            default -> follow(follower, replica, pages);
        }
    }

    private static void fail(Follower follower, Service replica, Transport transport) throws InterruptedException {
        try {
            follower.step(replica, transport);
        } catch (IOException e) {
            // As it was meant to; or all of the answer came before the cut.
        }
    }

    private static void follow(Follower follower, Service replica, Transport transport) throws Exception {
        do {
            follower.step(replica, transport);
        } while (!follower.copy().isComplete());
    }

    /** Continues until every copy is at the release that is served now. */
    void catchUp() throws Exception {
        for (Follower follower : followers) {
            var pages = follower.watched(Transport.pages(50));
            follow(follower, publisher, pages);
            // What was under way was of an earlier release.
            follow(follower, publisher, pages);
        }
    }
}
