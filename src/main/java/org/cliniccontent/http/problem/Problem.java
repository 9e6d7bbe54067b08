package org.cliniccontent.http.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.cliniccontent.http.log.Redaction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of every error: a problem detail (RFC 9457). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(
        name = "Problem",
        description = "A problem detail (RFC 9457). Switch on `type`; `detail` is for people and may change.")
public record Problem(
        @Schema(
                required = true,
                format = "uri-reference",
                description = "The problem type. It resolves to a page that explains it.",
                examples = "/problems/invalid-parameter")
        String type,

        @Schema(
                required = true,
                description = "The problem type in a few words; the same for every problem of this type.")
        String title,

        @Schema(required = true, minimum = "400", maximum = "599", description = "The HTTP status, as in the response.")
        int status,

        @Schema(required = true, description = "An explanation of this occurrence, for people.")
        String detail,

        @Schema(
                required = true,
                format = "uri-reference",
                description = "The requested path.",
                examples = "/v1/conditions")
        String instance,

        @Schema(
                required = true,
                pattern = "^[0-9a-f]{32}$",
                description = "The request's trace id (W3C Trace Context), also in the service's log.")
        String traceId,

        @Schema(
                description = "The faults of the request, where there are several or where their place helps: "
                        + "at most 100.")
        List<Fault> errors,

        @Schema(minimum = "1", description = "The number of faults beyond those in `errors`.")
        Integer moreErrors,

        // Extension members of this type (RFC 9457, section 3.2), described by its own schema.
        @JsonAnyGetter @Schema(hidden = true) Map<String, Object> extensions) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** Returns the last segment of the type's URI. */
    public String slug() {
        return type.substring(type.lastIndexOf('/') + 1);
    }

    /**
     * Builds a problem. Secrets that a client may have sent by accident are removed: responses are logged and
     * displayed.
     */
    public static Problem of(
            ProblemType type, int status, String detail, String instance, String traceId, List<Fault> errors) {
        var named = Faults.named(errors);
        return new Problem(
                type.uri(),
                type.title(),
                status,
                Redaction.redact(detail),
                Redaction.redact(instance),
                traceId,
                named == null ? null : named.stream().map(Fault::redacted).toList(),
                Faults.moreOf(errors),
                Map.of());
    }

    public Problem with(Map<String, Object> members) {
        return new Problem(type, title, status, detail, instance, traceId, errors, moreErrors, members);
    }
}
