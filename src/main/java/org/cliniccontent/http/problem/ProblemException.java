package org.cliniccontent.http.problem;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Ends a request with a problem. No other exception's message reaches a client. */
public class ProblemException extends RuntimeException {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final ProblemType type;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;
    private final transient Map<String, Object> members;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public ProblemException(ProblemType type, String detail, List<Fault> faults) {
        this(type, detail, faults, Map.of(), Map.of());
    }

    private ProblemException(
            ProblemType type,
            String detail,
            List<Fault> faults,
            Map<String, String> headers,
            Map<String, Object> members) {
        // No stack trace: it is a response, not an accident, and nobody reads the trace of a 404.
        super(detail, null, false, false);
        this.type = type;
        this.faults = Faults.copyOf(faults);
        this.headers = Map.copyOf(headers);
        this.members = Map.copyOf(members);
    }

    /** Returns the problem for a dependency that is unavailable. */
    public static ProblemException unavailable(String detail) {
        return new ProblemException(ProblemType.UNAVAILABLE, detail)
                .withHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
    }

    /** Returns one problem for all faults of the request's parameters. */
    public static ProblemException ofParameters(List<Fault> faults) {
        int total = Faults.total(faults);
        return new ProblemException(
                ProblemType.INVALID_PARAMETER,
                total == 1
                        ? String.format(
                                Locale.ROOT,
                                "'%s' %s",
                                faults.get(0).parameter(),
                                faults.get(0).detail())
                        : total + " parameters are not valid",
                faults);
    }

    /** Returns a copy with a header for the response. */
    public ProblemException withHeader(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new ProblemException(type, getMessage(), faults, more, members);
    }

    /**
     * Returns a copy with an extension member (RFC 9457, section 3.2). The contract must describe it in a schema of
     * that problem.
     */
    public ProblemException withMember(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new ProblemException(type, getMessage(), faults, headers, more);
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

    public Map<String, Object> members() {
        return members;
    }
}
