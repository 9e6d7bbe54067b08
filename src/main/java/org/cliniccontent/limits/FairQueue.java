package org.cliniccontent.limits;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A queue that shares a number of places among parties. Each party has a queue of its own; a free place goes to the
 * waiting parties in rotation, so a long queue delays only its own party. Parties with valid credentials and those
 * without wait in separate rotations, and the latter never take the last quarter of the places.
 */
final class FairQueue {

    private final int places;
    private final int unknownPlaces;
    private final int placesEach;
    private final int maxWaiting;

    private final Map<Party, PartyQueue> queues = new HashMap<>();
    private final Deque<PartyQueue> known = new ArrayDeque<>();
    private final Deque<PartyQueue> unknown = new ArrayDeque<>();
    private boolean knownNext = true;
    private int running;
    private int unknownRunning;
    private int waiting;

    FairQueue(int places, int placesEach, int maxWaiting) {
        this.places = places;
        this.unknownPlaces = Math.max(1, places - places / 4);
        this.placesEach = placesEach;
        this.maxWaiting = maxWaiting;
    }

    /** The running and waiting turns of one party. */
    private static final class PartyQueue {
        private final Party party;
        private final Deque<Turn> turns = new ArrayDeque<>();
        private int running;
        private boolean inRotation;

        PartyQueue(Party party) {
            this.party = party;
        }
    }

    /** A place, or the wait for one. */
    final class Turn {
        private final PartyQueue queue;
        private final Consumer<Turn> begin;
        private boolean isRunning;
        private boolean isOver;

        private Turn(PartyQueue queue, Consumer<Turn> begin) {
            this.queue = queue;
            this.begin = begin;
        }

        /** Returns the place, or ends the wait. Repeated calls have no effect. */
        void end() {
            start(ended(this));
        }

        /**
         * Ends the wait.
         *
         * @return whether it was still waiting
         */
        boolean giveUp() {
            return gaveUp(this);
        }

        /** Checks whether the turn waits only because its party has used up its own share. */
        boolean isShareUsedUp() {
            return usesShareUp(queue);
        }
    }

    /**
     * Requests a place.
     *
     * @param begin runs when a place is available: at once if there is one, otherwise on the thread that frees it
     * @return empty if too many are waiting already
     */
    Optional<Turn> request(Party party, Consumer<Turn> begin) {
        Turn turn;
        synchronized (this) {
            var queue = queues.computeIfAbsent(party, PartyQueue::new);
            turn = new Turn(queue, begin);
            if (queue.turns.isEmpty() && mayRun(queue)) {
                run(turn);
            } else if (waiting >= maxWaiting) {
                forgetIfIdle(queue);
                return Optional.empty();
            } else {
                waiting++;
                queue.turns.add(turn);
                rotate(queue);
                return Optional.of(turn);
            }
        }
        begin.accept(turn);
        return Optional.of(turn);
    }

    synchronized int running() {
        return running;
    }

    synchronized int waiting() {
        return waiting;
    }

    /** Returns the number of parties with state in memory. */
    synchronized int parties() {
        return queues.size();
    }

    private static void start(List<Turn> turns) {
        turns.forEach(turn -> turn.begin.accept(turn));
    }

    private synchronized List<Turn> ended(Turn turn) {
        if (turn.isOver || !turn.isRunning) {
            withdraw(turn);
            return List.of();
        }
        turn.isOver = true;
        running--;
        unknownRunning -= turn.queue.party.known() ? 0 : 1;
        turn.queue.running--;
        rotate(turn.queue);
        forgetIfIdle(turn.queue);
        return fill();
    }

    private synchronized boolean gaveUp(Turn turn) {
        return withdraw(turn);
    }

    private boolean withdraw(Turn turn) {
        if (turn.isOver || turn.isRunning) {
            return false;
        }
        turn.isOver = true;
        waiting--;
        turn.queue.turns.remove(turn);
        forgetIfIdle(turn.queue);
        return true;
    }

    private synchronized boolean usesShareUp(PartyQueue queue) {
        return queue.running >= placesEach;
    }

    /** Assigns free places to waiting turns. */
    private List<Turn> fill() {
        List<Turn> begun = new ArrayList<>();
        for (var queue = nextQueue(); queue != null; queue = nextQueue()) {
            var turn = queue.turns.poll();
            waiting--;
            run(turn);
            rotate(queue);
            begun.add(turn);
        }
        return begun;
    }

    /** Returns the next queue in rotation; null if no queue may have a place. */
    private PartyQueue nextQueue() {
        var first = nextOf(knownNext ? known : unknown);
        var queue = first == null ? nextOf(knownNext ? unknown : known) : first;
        if (queue != null) {
            knownNext = !queue.party.known();
        }
        return queue;
    }

    private PartyQueue nextOf(Deque<PartyQueue> rotation) {
        while (!rotation.isEmpty() && hasPlace(rotation.peek().party)) {
            var queue = rotation.poll();
            queue.inRotation = false;
            // Since it was added, its turns may all have been given up, or its share used up.
            if (!queue.turns.isEmpty() && queue.running < placesEach) {
                return queue;
            }
        }
        return null;
    }

    private boolean hasPlace(Party party) {
        return running < places && (party.known() || unknownRunning < unknownPlaces);
    }

    private boolean mayRun(PartyQueue queue) {
        return hasPlace(queue.party) && queue.running < placesEach;
    }

    private void run(Turn turn) {
        turn.isRunning = true;
        running++;
        unknownRunning += turn.queue.party.known() ? 0 : 1;
        turn.queue.running++;
    }

    private void rotate(PartyQueue queue) {
        if (!queue.inRotation && !queue.turns.isEmpty() && queue.running < placesEach) {
            queue.inRotation = true;
            (queue.party.known() ? known : unknown).add(queue);
        }
    }

    private void forgetIfIdle(PartyQueue queue) {
        if (queue.running == 0 && queue.turns.isEmpty()) {
            queues.remove(queue.party, queue);
            if (queue.inRotation) {
                queue.inRotation = false;
                (queue.party.known() ? known : unknown).remove(queue);
            }
        }
    }
}
