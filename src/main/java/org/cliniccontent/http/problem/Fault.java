package org.cliniccontent.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.http.log.Redaction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A single fault of a request, and its place. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Fault", description = "A fault and its place: exactly one of the first three members is present.")
public record Fault(
        @Schema(description = "The place in the body: a JSON Pointer (RFC 6901).", examples = "/passages/0/quote")
        String pointer,

        @Schema(description = "The query or path parameter, as it was written.", examples = "limit")
        String parameter,

        @Schema(description = "The request header.", examples = "Accept")
        String header,

        @Schema(
                description = "A description of the fault, for people.",
                examples = "must be a whole number from 1 to 200")
        String detail) {

    /** The maximum length of a pointer, longer than any that a schema allows. */
    private static final int MAX_POINTER = 300;

    private static final int MAX_NAME = 200;
    private static final int MAX_DETAIL = 1_000;

    /** Truncates text of the client's, which may be as long as its request. */
    public Fault {
        pointer = cut(pointer, MAX_POINTER);
        parameter = cut(parameter, MAX_NAME);
        header = cut(header, MAX_NAME);
        detail = cut(detail, MAX_DETAIL);
    }

    public static Fault at(String pointer, String detail) {
        return new Fault(pointer, null, null, detail);
    }

    public static Fault ofParameter(String parameter, String detail) {
        return new Fault(null, parameter, null, detail);
    }

    public static Fault ofHeader(String header, String detail) {
        return new Fault(null, null, header, detail);
    }

    /** Returns the fault without secrets that a client sent in the wrong place. */
    Fault redacted() {
        return new Fault(redact(pointer), redact(parameter), header, redact(detail));
    }

    private static String redact(String text) {
        return text == null ? null : Redaction.redact(text);
    }

    /** Summarises the faults in one sentence: the first, and the number of the others. */
    public static String summary(String what, List<Fault> faults) {
        var first = faults.get(0);
        var summary = String.format(Locale.ROOT, "%s: %s %s", what, first.pointer, first.detail)
                .replace(":  ", ": ");
        int more = Faults.total(faults) - 1;
        return more == 0 ? summary : summary + " (and " + more + " more)";
    }

    private static String cut(String text, int max) {
        if (text == null || text.length() <= max) {
            return text;
        }
        // Never cut between the halves of a surrogate pair.
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max) + "…";
    }
}
