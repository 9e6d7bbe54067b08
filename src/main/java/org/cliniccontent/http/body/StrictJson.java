package org.cliniccontent.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * JSON (RFC 8259) decoded so that nothing is guessed, dropped or changed: what is accepted is stored and returned
 * exactly, and what would not be is refused with its place. This is I-JSON (RFC 7493), without NUL.
 */
public final class StrictJson {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().streamReadConstraints(constraints()).build();

    private static final int DECODED_AT_ONCE = 8_192;

    private StrictJson() {}

    /** The part of {@link BodyLimits} that a parser itself keeps. */
    public static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(BodyLimits.DEPTH)
                .maxNumberLength(BodyLimits.NUMBER)
                .maxNameLength(BodyLimits.NAME)
                .maxStringLength(BodyLimits.TEXT)
                .build();
    }

    /** A body within the limits of a request. */
    public static JsonNode parse(byte[] body) {
        return parse(body, BodyLimits.REQUEST);
    }

    /** @throws ProblemException INVALID_BODY with the faults, up to the first that ends the reading */
    public static JsonNode parse(byte[] body, BodyLimits limits) {
        if (!isUtf8(body)) {
            throw invalid(List.of(Fault.at("", "is not valid UTF-8")));
        }
        try (var parser = parser(body)) {
            var reader = new TreeReader(parser, limits, body.length, true);
            var node = document(reader);
            if (!reader.faults().isEmpty()) {
                throw invalid(reader.faults());
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read without input", e);
        }
    }

    private static JsonNode document(TreeReader reader) {
        try {
            var node = reader.read();
            if (node.isMissingNode()) {
                throw invalid(List.of(Fault.at("", "is empty")));
            }
            return node;
        } catch (TreeReader.EndedException e) {
            // What a parser says of JSON is about tokens and buffers, and not for those who wrote it.
            var detail = e.isOverLimit() || e.isAfterEnd() ? e.getMessage() : "is not JSON";
            reader.faults().add(Fault.at(e.pointer(), detail + " (line " + e.line() + ", column " + e.column() + ")"));
            throw invalid(reader.faults());
        }
    }

    /** @param body which {@link #isUtf8} */
    public static JsonParser parser(byte[] body) {
        try {
            return FACTORY.createParser(reader(body));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read without input", e);
        }
    }

    /** @param body which {@link #isUtf8} */
    public static Reader reader(byte[] body) {
        return new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
    }

    /** Whether it is UTF-8, found out without a copy of it. */
    public static boolean isUtf8(byte[] body) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var bytes = ByteBuffer.wrap(body);
        var characters = CharBuffer.allocate(DECODED_AT_ONCE);
        while (bytes.hasRemaining()) {
            var result = decoder.decode(bytes, characters.clear(), true);
            if (result.isError()) {
                return false;
            }
        }
        return true;
    }

    /** A body that is not what it must be. */
    public static ProblemException invalid(List<Fault> faults) {
        var first = faults.get(0);
        int total = Faults.total(faults);
        var detail = total > 1
                ? "The body has " + total + " faults"
                : String.format(
                        Locale.ROOT, "%s %s", first.pointer().isEmpty() ? "The body" : first.pointer(), first.detail());
        return new ProblemException(ProblemType.INVALID_BODY, detail, faults);
    }

    /** A member's or an element's place below another (RFC 6901). */
    public static String below(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
