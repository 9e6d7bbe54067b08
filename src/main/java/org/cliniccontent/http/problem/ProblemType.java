package org.cliniccontent.http.problem;

import java.util.Locale;

/**
 * The types of problems. The URI of a type, {@code /problems/…}, resolves to a page that explains it. A released type
 * is never removed: clients switch on it.
 */
public enum ProblemType {
    INVALID_PARAMETER(
            400,
            "A parameter is not valid",
            "A query or path parameter is unknown, repeated, empty, malformed, or out of range. "
                    + "Every fault is listed in `errors`."),
    INVALID_CURSOR(
            400,
            "The cursor cannot be used here",
            "The cursor is garbled, or belongs to a list with other filters, another sort or another release. "
                    + "Start again from the first page."),
    INVALID_SYNC_TOKEN(
            400,
            "The sync token cannot be used here",
            "The token is garbled, or follows another part of the content than the request asks for, or stands for a "
                    + "pass that is not at its end where one is needed that is."),
    MALFORMED_REQUEST(
            400,
            "The request is malformed",
            "The URI or a header is not what its specification allows: percent-encoding that is not UTF-8, "
                    + "a NUL, an `Accept` that cannot be parsed."),
    INVALID_BODY(
            400,
            "The body is not valid",
            "The body cannot be decoded, or is not what its schema in the contract says. Every fault is listed in "
                    + "`errors`, with its place as a JSON Pointer."),
    UNAUTHORIZED(
            401,
            "Valid credentials are needed",
            "The request has no credentials, or none that are valid: an API key or a token that is unknown, expired or "
                    + "revoked. Send `Authorization: Bearer …`."),
    FORBIDDEN(403, "The credentials do not allow this", "The key or the token lacks a scope, which the detail names."),
    NOT_FOUND(404, "There is no such thing", "Nothing is published under this path, or was in the release asked for."),
    METHOD_NOT_ALLOWED(
            405, "The method is not allowed here", "The `Allow` header lists the methods that this resource has."),
    NOT_ACCEPTABLE(
            406,
            "No acceptable representation",
            "Nothing that the `Accept` header admits can be given. The detail lists what can."),
    REQUEST_TIMEOUT(
            408,
            "The request did not come in time",
            "The body came too slowly, or stopped. Nothing was done; send the request again on a new connection."),
    CONFLICT(
            409,
            "The request conflicts with the present state",
            "What is asked for does not go together with how things are now, or with another request that is being "
                    + "answered. The detail says what stands against it."),
    GONE(
            410,
            "It is no longer published",
            "The entity was deleted or withdrawn. Take it down where you still show it."),
    SYNC_RESTART(
            410,
            "The copy has to be made anew",
            "The sync token is from a history that this store does not have: it was restored from a backup, or is "
                    + "another one. Begin again at `restart` with a whole copy, and take down what is not in it."),
    PRECONDITION_FAILED(
            412,
            "It is not in the state that you expect",
            "It was changed, created or removed meanwhile. Read it again and repeat the change on what it is now."),
    CONTENT_TOO_LARGE(413, "The request's content is too large", "The body is longer than the service accepts."),
    URI_TOO_LONG(414, "The URI is too long", "The request target is longer than the service accepts."),
    UNSUPPORTED_MEDIA_TYPE(
            415, "The media type is not supported", "The body's `Content-Type` is not one that this resource takes."),
    NOT_PUBLISHABLE(
            422,
            "This may not be published",
            "The state that would result breaks a rule, such as a link that leads nowhere or a quote that is not in its "
                    + "source. Nothing was published. Every fault is listed in `errors`."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "The idempotency key was used for another request",
            "An `Idempotency-Key` stands for one request: its path and its body. Use a new one for another."),
    PRECONDITION_REQUIRED(
            428,
            "The request must be conditional",
            "Send `If-Match` with the `ETag` that you read, or `If-None-Match: *` to create, so that nobody's work is "
                    + "overwritten."),
    TOO_MANY_REQUESTS(
            429,
            "There were too many requests",
            "The limit that `RateLimit-Policy` names is used up, or as many requests or streams of the caller are under way "
                    + "as may be at once. Try again after `Retry-After` seconds."),
    HEADERS_TOO_LARGE(
            431, "The request's headers are too large", "A header, or all together, are longer than is accepted."),
    INTERNAL(
            500,
            "Something went wrong on our side",
            "A fault of the service. It has been logged under the `traceId` of the answer: quote it when you report it."),
    UNAVAILABLE(
            503,
            "The service cannot answer now",
            "A part that it needs, such as its database, is away, or more is asked than can be answered in time. Try again "
                    + "after `Retry-After` seconds."),
    RELEASE_NOT_REACHED(
            503,
            "The release is not here yet",
            "`Content-Release-Min` asks for a release that does not exist, or that has not arrived. Try again after "
                    + "`Retry-After` seconds, or without it for what there is.");

    private final int status;
    private final String title;
    private final String meaning;

    ProblemType(int status, String title, String meaning) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String meaning() {
        return meaning;
    }

    /** Returns the last segment of the type's URI. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String uri() {
        return "/problems/" + slug();
    }

    /** Returns the type for a plain HTTP status; a status without a type of its own gets the nearest general one. */
    public static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> REQUEST_TIMEOUT;
            case 410 -> GONE;
            case 413 -> CONTENT_TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 431 -> HEADERS_TOO_LARGE;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? MALFORMED_REQUEST : INTERNAL;
        };
    }
}
