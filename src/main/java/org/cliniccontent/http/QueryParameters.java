package org.cliniccontent.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;

/**
 * A query string, decoded strictly and read parameter by parameter. Faults are collected, so that the client learns
 * about all of them at once; an unknown parameter is a fault too.
 */
public final class QueryParameters {

    private static final int MAX_VALUES = 50;
    static final int MAX_LENGTH = 2_000;

    private final Map<String, List<String>> values;
    private final List<Fault> faults;

    private QueryParameters(Map<String, List<String>> values, List<Fault> faults) {
        this.values = values;
        this.faults = faults;
    }

    /**
     * Parses a query string.
     *
     * @param rawQuery as it stands in the URI, or null
     */
    public static QueryParameters parse(String rawQuery) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<Fault> faults = new Faults();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                try {
                    var name = decode(equals < 0 ? pair : pair.substring(0, equals));
                    var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
                } catch (MalformedException e) {
                    faults.add(Fault.ofParameter(equals < 0 ? pair : pair.substring(0, equals), e.getMessage()));
                }
            }
        }
        return new QueryParameters(values, faults);
    }

    /**
     * Reads a parameter that may be given once. A fault in it is kept for {@link #finish}, and the parameter reads as
     * absent.
     */
    public <T> Optional<T> one(String name, Function<String, T> parser) {
        var given = many(name, parser);
        if (given.size() > 1) {
            faults.add(Fault.ofParameter(
                    name, String.format(Locale.ROOT, "must be given once, not %d times", given.size())));
            return Optional.empty();
        }
        return given.stream().findFirst();
    }

    /** Reads a parameter that may be repeated, meaning any of its values. */
    public <T> List<T> many(String name, Function<String, T> parser) {
        var given = values.remove(name);
        if (given == null) {
            return List.of();
        }
        if (given.size() > MAX_VALUES) {
            faults.add(
                    Fault.ofParameter(name, String.format(Locale.ROOT, "must be given at most %d times", MAX_VALUES)));
            return List.of();
        }
        List<T> parsed = new ArrayList<>();
        for (String value : given) {
            if (value.isEmpty()) {
                faults.add(Fault.ofParameter(name, "must not be empty"));
            } else {
                try {
                    requireLength(value, MAX_LENGTH);
                    parsed.add(parser.apply(value));
                } catch (MalformedException e) {
                    faults.add(Fault.ofParameter(name, e.getMessage()));
                }
            }
        }
        return parsed;
    }

    public void fault(String name, String detail) {
        faults.add(Fault.ofParameter(name, detail));
    }

    /**
     * Completes the reading. Call it after all parameters that the resource supports have been read.
     *
     * @throws ProblemException with every fault: those found in reading, and parameters that nobody read
     */
    public void finish(String known) {
        // The known parameters are listed once, and not for each unknown one.
        var detail = "is not a parameter here; the parameters are: " + known;
        for (String name : values.keySet()) {
            faults.add(Fault.ofParameter(name, detail));
            detail = "is not a parameter here";
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofParameters(faults);
        }
    }

    /**
     * Checks a length in characters (Unicode code points), as the contract counts.
     *
     * @throws MalformedException if the value is longer
     */
    public static void requireLength(String value, int max) {
        if (value.codePointCount(0, value.length()) > max) {
            throw new MalformedException("must be at most " + max + " characters long");
        }
    }

    /** Parses a whole number within a range. */
    public static long number(String value, long min, long max) {
        try {
            if (value.matches("[0-9]{1,19}")) {
                long number = Long.parseLong(value);
                if (min <= number && number <= max) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // Out of the range of a long; the message below covers it.
        }
        throw new MalformedException(
                max == Long.MAX_VALUE
                        ? String.format(Locale.ROOT, "must be a whole number from %d on", min)
                        : String.format(Locale.ROOT, "must be a whole number from %d to %d", min, max));
    }

    /** Decodes a percent-encoded component, where {@code +} is a space (WHATWG application/x-www-form-urlencoded). */
    static String decode(String component) {
        return percentDecode(component.replace('+', ' '));
    }

    /**
     * Decodes a percent-encoded component.
     *
     * @throws MalformedException if it is not valid percent-encoding of valid UTF-8 without control characters and
     *     overrides, which no parameter of the service may contain and some of which the database refuses
     */
    static String percentDecode(String component) {
        var bytes = ByteBuffer.allocate(component.length() * 3);
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (c == '%') {
                bytes.put(hexByte(component, i + 1));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                throw new MalformedException("must be percent-encoded: only ASCII may stand in a URI");
            }
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("must be percent-encoded UTF-8");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("must not contain control characters");
        }
        TextRule.PROSE.forbidden(decoded).ifPresent(name -> {
            throw new MalformedException("must not contain " + name);
        });
        return decoded;
    }

    private static byte hexByte(String text, int at) {
        if (at + 2 <= text.length()) {
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                return (byte) (high * 16 + low);
            }
        }
        throw new MalformedException("has a '%' that two hexadecimal digits do not follow");
    }

    /** A malformed value. Its message completes the sentence "parameter x …". */
    public static final class MalformedException extends RuntimeException {
        public MalformedException(String message) {
            super(message, null, false, false);
        }
    }
}
