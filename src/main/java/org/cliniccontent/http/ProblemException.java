package org.cliniccontent.http;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ends a request with a problem. The only exception whose message a client sees. */
public final class ProblemException extends RuntimeException {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public ProblemException(ProblemType type, String detail, List<Fault> faults) {
        this(type, detail, faults, Map.of());
    }

    private ProblemException(ProblemType type, String detail, List<Fault> faults, Map<String, String> headers) {
        // No stack trace: it is an answer, not an accident, and nobody reads the trace of a 404.
        super(detail, null, false, false);
        this.type = type;
        this.faults = List.copyOf(faults);
        this.headers = Map.copyOf(headers);
    }

    /** A part that is needed to answer is away. */
    public static ProblemException unavailable(String detail) {
        return new ProblemException(ProblemType.UNAVAILABLE, detail)
                .with(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
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

    /** The same with a header that its answer has. */
    public ProblemException with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new ProblemException(type, getMessage(), faults, more);
    }

    public ProblemType type() {
        return type;
    }

    public List<Fault> faults() {
        return faults;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
