package org.cliniccontent.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The field {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header): a string of structured fields
 * (RFC 9651), or the same without its quotes, as most clients send it.
 */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*+)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]+");
    private static final int MAX_LENGTH = 200;

    private IdempotencyKey() {}

    /** @throws ProblemException if it is malformed, or given more than once */
    static Optional<String> parse(List<String> fields) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        var field = fields.get(0).strip();
        var quoted = QUOTED.matcher(field);
        var key = quoted.matches() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : field;
        boolean valid = fields.size() == 1
                && (quoted.matches() || BARE.matcher(field).matches())
                && !key.isEmpty()
                && key.length() <= MAX_LENGTH;
        if (!valid) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The Idempotency-Key header is malformed",
                    List.of(Fault.ofHeader(
                            HEADER,
                            String.format(
                                    Locale.ROOT,
                                    "must be given once, as a string of 1 to %d visible ASCII characters",
                                    MAX_LENGTH))));
        }
        return Optional.of(key);
    }
}
