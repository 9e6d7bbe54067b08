package org.cliniccontent.release;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cliniccontent.http.Fault;

/** A release that the gate does not let through, with everything that is wrong with it. */
public final class PublicationRefused extends RuntimeException {

    private final transient List<Fault> faults;

    PublicationRefused(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> fault.pointer() + ' ' + fault.detail())
                .collect(Collectors.joining("\n  ", "The release is refused:\n  ", "")));
        this.faults = List.copyOf(faults);
    }

    /** Each with a pointer that begins with the entity's collection and slug. */
    public List<Fault> faults() {
        return faults;
    }

    static final class Faults {

        private final List<Fault> all = new ArrayList<>();

        void add(Candidate candidate, Fault fault) {
            var entity = '/' + candidate.type().collection() + '/' + candidate.slug();
            all.add(Fault.at(entity + fault.pointer(), fault.detail()));
        }

        void throwIfAny() {
            if (!all.isEmpty()) {
                throw new PublicationRefused(all);
            }
        }
    }
}
