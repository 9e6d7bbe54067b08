package org.cliniccontent.http;

import java.util.List;

/** Ends a request with a problem. The only exception whose message a client sees. */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final transient List<Fault> faults;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public ProblemException(ProblemType type, String detail, List<Fault> faults) {
        // No stack trace: it is an answer, not an accident, and nobody reads the trace of a 404.
        super(detail, null, false, false);
        this.type = type;
        this.faults = List.copyOf(faults);
    }

    /** One of several faults of the request's parameters: all of them at once. */
    public static ProblemException ofParameters(List<Fault> faults) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                faults.size() == 1
                        ? "'%s' %s"
                                .formatted(
                                        faults.get(0).parameter(), faults.get(0).detail())
                        : "%d parameters are not valid".formatted(faults.size()),
                faults);
    }

    public ProblemType type() {
        return type;
    }

    public List<Fault> faults() {
        return faults;
    }
}
