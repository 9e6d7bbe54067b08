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
            "The cursor is malformed, or belongs to a list with other filters, another sort or another release. "
                    + "Start again from the first page."),
    INVALID_SYNC_TOKEN(
            400,
            "The sync token cannot be used here",
            "The token is malformed, or follows another part of the content than the request selects, or stands for a "
                    + "pass that is not at its end where one is needed that is."),
    MALFORMED_REQUEST(
            400,
            "The request is malformed",
            "The URI or a header violates its specification: percent-encoding that is not UTF-8, "
                    + "a NUL, an `Accept` that cannot be parsed."),
    INVALID_BODY(
            400,
            "The body is not valid",
            "The body cannot be decoded, or violates its schema in the contract. Every fault is listed in "
                    + "`errors`, with its place as a JSON Pointer."),
    UNAUTHORIZED(
            401,
            "Valid credentials are required",
            "The request has no valid credentials: its API key or token is missing, unknown, expired or "
                    + "revoked. Send `Authorization: Bearer …`."),
    FORBIDDEN(403, "The credentials do not allow this", "The key or the token lacks a scope, which the detail names."),
    NOT_FOUND(404, "Not found", "Nothing is published under this path, or was in the requested release."),
    METHOD_NOT_ALLOWED(
            405, "The method is not allowed here", "The `Allow` header lists the methods that this resource supports."),
    NOT_ACCEPTABLE(
            406,
            "No acceptable representation",
            "No available representation is acceptable according to the `Accept` header. The detail lists the available types."),
    REQUEST_TIMEOUT(
            408,
            "The request did not arrive in time",
            "The body arrived too slowly, or stopped. Nothing was done; send the request again on a new connection."),
    CONFLICT(
            409,
            "The request conflicts with the current state",
            "The request conflicts with the current state of the resource, or with another request that is being "
                    + "processed. The detail gives the reason."),
    GONE(
            410,
            "It is no longer published",
            "The entity was deleted or withdrawn. Take it down where you still show it."),
    SYNC_RESTART(
            410,
            "The copy must be rebuilt",
            "The sync token is from a history that this store does not have: it was restored from a backup, or is "
                    + "another one. Start again at `restart` with a complete copy, and take down everything that is not in it."),
    PRECONDITION_FAILED(
            412,
            "The resource is not in the expected state",
            "It was changed, created or removed meanwhile. Read it again and apply the change to its current state."),
    CONTENT_TOO_LARGE(413, "The request's content is too large", "The body is longer than the service accepts."),
    URI_TOO_LONG(414, "The URI is too long", "The request target is longer than the service accepts."),
    UNSUPPORTED_MEDIA_TYPE(
            415, "The media type is not supported", "The resource does not accept the body's `Content-Type`."),
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
            "Too many requests",
            "The limit that `RateLimit-Policy` names is used up, or the caller has the maximum number of requests or "
                    + "streams in progress. Try again after `Retry-After` seconds."),
    HEADERS_TOO_LARGE(
            431,
            "The request's headers are too large",
            "A header, or all headers together, are longer than the service accepts."),
    INTERNAL(
            500,
            "Internal error",
            "An error of the service. It was logged under the response's `traceId`: quote it when you report it."),
    UNAVAILABLE(
            503,
            "The service is unavailable",
            "A dependency, such as the database, is down, or there are more requests than can be answered in time. Try again "
                    + "after `Retry-After` seconds."),
    RELEASE_NOT_REACHED(
            503,
            "The release is not available yet",
            "`Content-Release-Min` requests a release that does not exist, or that has not reached this replica. Try again after "
                    + "`Retry-After` seconds, or without the header for the current release.");

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
