package org.cliniccontent.http.body;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cliniccontent.http.ClientDisconnectedException;
import org.cliniccontent.http.ClientDisconnects;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Reads a request's body: of a media type that is taken, in UTF-8, no longer than it may be, and only once there is memory
 * for it and for what is made of it ({@link BodyBudget}). Endpoints check the type
 * here and not by an annotation, by which it would be refused before it is known who asks.
 */
@ApplicationScoped
public class RequestBody {

    /** A type (RFC 9110, section 8.3), with no parameter but a charset that is UTF-8. */
    private static final Pattern CONTENT_TYPE = Pattern.compile(
            "([^;\\s]+)[ \\t]*+(?:;[ \\t]*+(?:charset=(?:utf-8|\"utf-8\"))?+[ \\t]*+)?+", Pattern.CASE_INSENSITIVE);

    private static final int FIRST_PART = 8_192;

    private final CurrentVertxRequest current;
    private final BodyReservation reservation;

    RequestBody(CurrentVertxRequest current, BodyReservation reservation) {
        this.current = current;
        this.reservation = reservation;
    }

    /** A body of {@code application/json}. */
    public byte[] read(InputStream in, int maxBytes) {
        return read(in, maxBytes, MediaType.APPLICATION_JSON);
    }

    /**
     * @throws ProblemException 415 for another media type than these, 413 for a longer body, 503 if there is no memory for
     *     it
     */
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
            return length == null ? readUpTo(in, maxBytes) : readExactly(in, Integer.parseInt(length));
        } catch (IOException e) {
            if (ClientDisconnects.isGone(e)) {
                throw new ClientDisconnectedException(e);
            }
            throw new UncheckedIOException("the body cannot be read", e);
        }
    }

    /**
     * Reserves memory for what a request changes, as for a body of that length: a short one may change something long.
     *
     * @throws ProblemException 503 if there is none
     */
    public void worksOn(long length) {
        reservation.atOnceUpTo(length);
    }

    private byte[] readExactly(InputStream in, int length) throws IOException {
        reservation.upTo(length);
        var body = new byte[length];
        int read = in.readNBytes(body, 0, length);
        return read == length ? body : Arrays.copyOf(body, read);
    }

    /** One that does not say how long it is: for what has come is reserved, and for as much again. */
    private byte[] readUpTo(InputStream in, int maxBytes) throws IOException {
        var body = new byte[Math.min(maxBytes + 1, FIRST_PART)];
        int read = in.readNBytes(body, 0, body.length);
        while (read == body.length) {
            if (read > maxBytes) {
                throw tooLarge(maxBytes);
            }
            int room = (int) Math.min(maxBytes + 1L, body.length * 2L);
            reservation.upTo(room);
            body = Arrays.copyOf(body, room);
            read += in.readNBytes(body, read, room - read);
        }
        return Arrays.copyOf(body, read);
    }

    private static ProblemException tooLarge(int maxBytes) {
        return new ProblemException(
                ProblemType.CONTENT_TOO_LARGE, "The body must be at most " + maxBytes + " bytes long");
    }

    private static void checkType(List<String> contentTypes, List<String> mediaTypes) {
        boolean taken = contentTypes.size() == 1
                && mediaTypes.stream().anyMatch(mediaType -> isUtf8(contentTypes.get(0), mediaType));
        if (!taken) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    String.format(
                            Locale.ROOT,
                            "The body must have the Content-Type %s, in UTF-8",
                            String.join(" or ", mediaTypes)));
        }
    }

    private static boolean isUtf8(String field, String mediaType) {
        var matcher = CONTENT_TYPE.matcher(field.strip());
        return matcher.matches() && matcher.group(1).equalsIgnoreCase(mediaType);
    }
}
