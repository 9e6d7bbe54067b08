package org.cliniccontent.http;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Preconditions of writes (RFC 9110, section 13.1). Every change of an existing resource must be conditional (RFC 6585,
 * section 3), so that nobody overwrites a state they have not seen.
 */
public final class Preconditions {

    private Preconditions() {}

    /** Requires {@code If-Match} with the current tag, for a change of an existing resource. */
    public static void requireMatch(HttpHeaders request, String tag) {
        var ifMatch = request.getRequestHeader(HttpHeaders.IF_MATCH);
        if (ifMatch.isEmpty()) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED,
                    "Send If-Match with the ETag that you read",
                    List.of(Fault.ofHeader(HttpHeaders.IF_MATCH, "is missing")));
        }
        if (!EntityTags.matchStrongly(ifMatch, tag)) {
            throw failed("It was changed since you read it: its tag is " + tag);
        }
    }

    /** Requires the precondition of a PUT, which replaces an existing resource or else creates it. */
    public static void requireForPut(HttpHeaders request, Optional<String> tag) {
        boolean toCreate = EntityTags.areAny(request.getRequestHeader(HttpHeaders.IF_NONE_MATCH));
        if (toCreate && tag.isPresent()) {
            throw failed("It exists already");
        }
        if (tag.isPresent()) {
            requireMatch(request, tag.get());
        } else if (!request.getRequestHeader(HttpHeaders.IF_MATCH).isEmpty()) {
            throw failed("It does not exist");
        } else if (!toCreate) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED,
                    "It does not exist: send If-None-Match: * to create it",
                    List.of(Fault.ofHeader(HttpHeaders.IF_NONE_MATCH, "is missing")));
        }
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(ProblemType.PRECONDITION_FAILED, detail);
    }
}
