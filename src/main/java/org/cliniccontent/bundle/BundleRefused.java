package org.cliniccontent.bundle;

import java.util.List;
import java.util.stream.Collectors;
import org.cliniccontent.http.Fault;

/** A bundle that cannot be imported, with everything that is wrong with it. Nothing of it has been imported. */
public final class BundleRefused extends RuntimeException {

    private final transient List<Fault> faults;

    BundleRefused(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> fault.pointer() + ": " + fault.detail())
                .collect(Collectors.joining("\n  ", "The bundle is refused:\n  ", "")));
        this.faults = List.copyOf(faults);
    }

    /** Each with its JSON Pointer, and in its detail the line and the column. */
    public List<Fault> faults() {
        return faults;
    }
}
