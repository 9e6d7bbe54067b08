package org.cliniccontent.http.problem;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;

/**
 * Faults as they are found: the first {@link #MAX} are kept and the others only counted, so that neither the memory nor
 * the answer grows with what is wrong. It is a list of those that it keeps; to add to a full one changes its count alone.
 */
public final class Faults extends AbstractList<Fault> implements RandomAccess {

    /** How many an answer names. */
    public static final int MAX = 100;

    private static final Comparator<Fault> BY_PLACE =
            Comparator.comparing(Fault::pointer).thenComparing(Fault::detail);

    private final List<Fault> kept = new ArrayList<>();
    private int total;

    /** @return whether it is kept */
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

    /** With those that are not kept. */
    public int total() {
        return total;
    }

    /** How many are not kept. */
    public int more() {
        return total - kept.size();
    }

    /** Whether another fault would only be counted. */
    public boolean isFull() {
        return kept.size() == MAX;
    }

    /** The same with those that it keeps in the order of their pointers. */
    public Faults sorted() {
        kept.sort(BY_PLACE);
        return this;
    }

    /** Any list of faults as what an answer names of it. */
    static Faults copyOf(List<Fault> faults) {
        var copy = new Faults();
        copy.addAll(faults);
        return copy;
    }

    /** Of any list of faults, those that an answer names. */
    static List<Fault> named(List<Fault> faults) {
        return List.copyOf(faults.subList(0, Math.min(MAX, faults.size())));
    }

    /** Of any list of faults, how many there are. */
    public static int total(List<Fault> faults) {
        return faults instanceof Faults counted ? counted.total() : faults.size();
    }

    /** Of any list of faults, how many an answer does not name; null if it names all. */
    public static Integer moreOf(List<Fault> faults) {
        int more = total(faults) - Math.min(MAX, faults.size());
        return more > 0 ? more : null;
    }
}
