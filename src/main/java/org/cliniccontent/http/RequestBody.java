package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a request's body: of a media type that is taken, in UTF-8, and no longer than it may be. Endpoints check the type
 * here and not by an annotation, by which it would be refused before it is known who asks.
 */
@ApplicationScoped
public class RequestBody {

    /** A type (RFC 9110, section 8.3), with no parameter but a charset that is UTF-8. */
    private static final Pattern CONTENT_TYPE = Pattern.compile(
            "([^;\\s]+)[ \\t]*+(?:;[ \\t]*+(?:charset=(?:utf-8|\"utf-8\"))?+[ \\t]*+)?+", Pattern.CASE_INSENSITIVE);

    private final CurrentVertxRequest current;

    RequestBody(CurrentVertxRequest current) {
        this.current = current;
    }

    /** A body of {@code application/json}. */
    public byte[] read(InputStream in, int maxBytes) {
        return read(in, maxBytes, MediaType.APPLICATION_JSON);
    }

    /** @throws ProblemException 415 for another media type than these, 413 for a longer body */
    public byte[] read(InputStream in, int maxBytes, String... mediaTypes) {
        var headers = current.getCurrent().request().headers();
        checkType(headers.getAll(HttpHeaders.CONTENT_TYPE), List.of(mediaTypes));
        var encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed");
        }
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        // The HTTP server has checked that it is a number, which may still be a long one.
        if (length != null && (length.length() > 9 || Integer.parseInt(length) > maxBytes)) {
            throw tooLarge(maxBytes);
        }
        try {
            var body = in.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            return body;
        } catch (IOException e) {
            if (ClientsGone.isGone(e)) {
                throw new ClientGoneException(e);
            }
            throw new UncheckedIOException("the body cannot be read", e);
        }
    }

    private static ProblemException tooLarge(int maxBytes) {
        return new ProblemException(
                ProblemType.CONTENT_TOO_LARGE, "The body must be at most %d bytes long".formatted(maxBytes));
    }

    private static void checkType(List<String> contentTypes, List<String> mediaTypes) {
        boolean taken = contentTypes.size() == 1
                && mediaTypes.stream().anyMatch(mediaType -> isUtf8(contentTypes.get(0), mediaType));
        if (!taken) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "The body must have the Content-Type %s, in UTF-8".formatted(String.join(" or ", mediaTypes)));
        }
    }

    private static boolean isUtf8(String field, String mediaType) {
        var matcher = CONTENT_TYPE.matcher(field.strip());
        return matcher.matches() && matcher.group(1).equalsIgnoreCase(mediaType);
    }
}
