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

    private final Map<Party, Line> lines = new HashMap<>();
    private final Deque<Line> known = new ArrayDeque<>();
    private final Deque<Line> unknown = new ArrayDeque<>();
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
    private static final class Line {
        private final Party party;
        private final Deque<Turn> turns = new ArrayDeque<>();
        private int running;
        private boolean inRotation;

        Line(Party party) {
            this.party = party;
        }
    }

    /** A place, or the wait for one. */
    final class Turn {
        private final Line line;
        private final Consumer<Turn> begin;
        private boolean isRunning;
        private boolean isOver;

        private Turn(Line line, Consumer<Turn> begin) {
            this.line = line;
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
            return usesShareUp(line);
        }
    }

    /**
     * Requests a place.
     *
     * @param begin runs when a place is available: at once if there is one, otherwise on the thread that frees it
     * @return empty if too many are waiting already
     */
    Optional<Turn> ask(Party party, Consumer<Turn> begin) {
        Turn turn;
        synchronized (this) {
            var line = lines.computeIfAbsent(party, Line::new);
            turn = new Turn(line, begin);
            if (line.turns.isEmpty() && mayRun(line)) {
                run(turn);
            } else if (waiting >= maxWaiting) {
                forgetIfIdle(line);
                return Optional.empty();
            } else {
                waiting++;
                line.turns.add(turn);
                rotate(line);
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
        return lines.size();
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
        unknownRunning -= turn.line.party.known() ? 0 : 1;
        turn.line.running--;
        rotate(turn.line);
        forgetIfIdle(turn.line);
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
        turn.line.turns.remove(turn);
        forgetIfIdle(turn.line);
        return true;
    }

    private synchronized boolean usesShareUp(Line line) {
        return line.running >= placesEach;
    }

    /** Assigns free places to waiting turns. */
    private List<Turn> fill() {
        List<Turn> begun = new ArrayList<>();
        for (var line = nextLine(); line != null; line = nextLine()) {
            var turn = line.turns.poll();
            waiting--;
            run(turn);
            rotate(line);
            begun.add(turn);
        }
        return begun;
    }

    /** Returns the next line in rotation; null if no line may have a place. */
    private Line nextLine() {
        var first = nextOf(knownNext ? known : unknown);
        var line = first == null ? nextOf(knownNext ? unknown : known) : first;
        if (line != null) {
            knownNext = !line.party.known();
        }
        return line;
    }

    private Line nextOf(Deque<Line> rotation) {
        while (!rotation.isEmpty() && hasPlace(rotation.peek().party)) {
            var line = rotation.poll();
            line.inRotation = false;
            // Since it was added, its turns may all have been given up, or its share used up.
            if (!line.turns.isEmpty() && line.running < placesEach) {
                return line;
            }
        }
        return null;
    }

    private boolean hasPlace(Party party) {
        return running < places && (party.known() || unknownRunning < unknownPlaces);
    }

    private boolean mayRun(Line line) {
        return hasPlace(line.party) && line.running < placesEach;
    }

    private void run(Turn turn) {
        turn.isRunning = true;
        running++;
        unknownRunning += turn.line.party.known() ? 0 : 1;
        turn.line.running++;
    }

    private void rotate(Line line) {
        if (!line.inRotation && !line.turns.isEmpty() && line.running < placesEach) {
            line.inRotation = true;
            (line.party.known() ? known : unknown).add(line);
        }
    }

    private void forgetIfIdle(Line line) {
        if (line.running == 0 && line.turns.isEmpty()) {
            lines.remove(line.party, line);
            if (line.inRotation) {
                line.inRotation = false;
                (line.party.known() ? known : unknown).remove(line);
            }
        }
    }
}
