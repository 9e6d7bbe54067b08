package org.cliniccontent.http.problem;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;

/**
 * The faults found so far: the first {@link #MAX} are kept and the others only counted, so that neither the memory nor
 * the response grows with the number of faults. It is a list of the kept ones; adding to a full one changes its count
 * only.
 */
public final class Faults extends AbstractList<Fault> implements RandomAccess {

    /** The maximum number of faults in a response. */
    public static final int MAX = 100;

    private static final Comparator<Fault> BY_PLACE =
            Comparator.comparing(Fault::pointer).thenComparing(Fault::detail);

    private final List<Fault> kept = new ArrayList<>();
    private int total;

    /**
     * Adds a fault.
     *
     * @return whether it was kept
     */
    @Override
    public boolean add(Fault fault) {
        total++;
        return kept.size() < MAX && kept.add(fault);
    }

    @Override
    public boolean addAll(Collection<? extends Fault> faults) {
        int before = kept.size();
        faults.forEach(this::add);
        total += faults instanceof Faults others ? others.more() : 0;
        return kept.size() > before;
    }

    @Override
    public Fault get(int index) {
        return kept.get(index);
    }

    @Override
    public Fault set(int index, Fault fault) {
        return kept.set(index, fault);
    }

    @Override
    public int size() {
        return kept.size();
    }

    /** Returns the number of faults, including those not kept. */
    public int total() {
        return total;
    }

    /** Returns the number of faults that were not kept. */
    public int more() {
        return total - kept.size();
    }

    /** Checks whether further faults would only be counted. */
    public boolean isFull() {
        return kept.size() == MAX;
    }

    /**
     * Sorts the kept faults by their pointers.
     *
     * @return this
     */
    public Faults sorted() {
        kept.sort(BY_PLACE);
        return this;
    }

    /** Copies any list of faults, keeping as many as a response may hold. */
    static Faults copyOf(List<Fault> faults) {
        var copy = new Faults();
        copy.addAll(faults);
        return copy;
    }

    /** Returns the faults of any list that a response holds. */
    static List<Fault> named(List<Fault> faults) {
        return List.copyOf(faults.subList(0, Math.min(MAX, faults.size())));
    }

    /** Returns the total number of faults of any list. */
    public static int total(List<Fault> faults) {
        return faults instanceof Faults counted ? counted.total() : faults.size();
    }

    /** Returns the number of faults that a response omits; null if it omits none. */
    public static Integer moreOf(List<Fault> faults) {
        int more = total(faults) - Math.min(MAX, faults.size());
        return more > 0 ? more : null;
    }
}
