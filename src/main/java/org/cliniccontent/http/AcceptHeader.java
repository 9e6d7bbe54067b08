package org.cliniccontent.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A parsed {@code Accept} field (RFC 9110, section 12.5.1). */
final class AcceptHeader {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final String QUOTED =
            "\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*+\"";
    // Possessive quantifiers prevent backtracking over input that does not match.
    private static final String PARAMETERS =
            "(?:[ \\t]*+;[ \\t]*+(?:" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + "))?+)*+";
    private static final Pattern RANGE =
            Pattern.compile("[ \\t]*+(" + TOKEN + ")/(" + TOKEN + ")(" + PARAMETERS + ")[ \\t]*+(?:,|$)");
    private static final Pattern PARAMETER = Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")");
    private static final Pattern EMPTY_ELEMENT = Pattern.compile("[ \\t]*+(?:,|$)");
    private static final Pattern QVALUE = Pattern.compile("0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?");

    private record Range(String type, String subtype, double weight) {

        int specificity() {
            return subtype.equals("*") ? (type.equals("*") ? 0 : 1) : 2;
        }

        boolean admits(String mediaType) {
            int slash = mediaType.indexOf('/');
            return (type.equals("*") || type.equals(mediaType.substring(0, slash)))
                    && (subtype.equals("*") || subtype.equals(mediaType.substring(slash + 1)));
        }
    }

    private static final Optional<AcceptHeader> EVERYTHING =
            Optional.of(new AcceptHeader(List.of(new Range("*", "*", 1))));

    private final List<Range> ranges;

    private AcceptHeader(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Parses the field. An absent or empty field accepts everything.
     *
     * @return empty if the field is malformed
     */
    static Optional<AcceptHeader> parse(String field) {
        if (field == null || field.isBlank() || field.equals("*/*")) {
            return EVERYTHING;
        }
        List<Range> ranges = new ArrayList<>();
        var matcher = RANGE.matcher(field);
        int at = 0;
        while (at < field.length()) {
            // Elements of a list may be empty (section 5.6.1.2).
            var empty = EMPTY_ELEMENT.matcher(field).region(at, field.length());
            if (empty.lookingAt()) {
                at = empty.end();
                continue;
            }
            // The match must begin here: a search would restart at every character.
            if (!matcher.region(at, field.length()).lookingAt()) {
                return Optional.empty();
            }
            var type = matcher.group(1).toLowerCase(Locale.ROOT);
            var subtype = matcher.group(2).toLowerCase(Locale.ROOT);
            var weight = weight(matcher.group(3));
            if (weight.isEmpty() || (type.equals("*") && !subtype.equals("*"))) {
                return Optional.empty();
            }
            ranges.add(new Range(type, subtype, weight.get()));
            at = matcher.end();
        }
        return Optional.of(new AcceptHeader(ranges));
    }

    private static Optional<Double> weight(String parameters) {
        var matcher = PARAMETER.matcher(parameters);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase("q")) {
                var value = matcher.group(2);
                return QVALUE.matcher(value).matches() ? Optional.of(Double.parseDouble(value)) : Optional.empty();
            }
        }
        return Optional.of(1.0);
    }

    /** Checks whether the media type is acceptable at all. */
    boolean admits(String mediaType) {
        return weightOf(mediaType) > 0;
    }

    /** Returns the weight of the most specific range that matches the media type. Parameters of ranges are ignored. */
    double weightOf(String mediaType) {
        int best = -1;
        double weight = 0;
        for (Range range : ranges) {
            if (range.admits(mediaType) && range.specificity() > best) {
                best = range.specificity();
                weight = range.weight();
            }
        }
        return weight;
    }
}
