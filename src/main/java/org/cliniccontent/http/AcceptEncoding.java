package org.cliniccontent.http;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A parsed {@code Accept-Encoding} field: the weight of each content coding (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {

    private static final ContentCoding[] ALL = ContentCoding.values();
    private static final String GZIP_ALIAS = "x-gzip";
    private static final String OTHERS = "*";

    private static final String WEIGHT = "q=";
    private static final int LONGEST_WEIGHT = "q=0.001".length();

    /** The weight 1, in thousandths: weights have at most three decimal places. */
    private static final int FULL_WEIGHT = 1_000;

    private static final int UNLISTED = -1;
    private static final int MALFORMED = -1;

    private final int[] weights = new int[ALL.length];
    private int weightOfOthers = UNLISTED;

    private AcceptEncoding() {
        Arrays.fill(weights, UNLISTED);
    }

    /**
     * Returns the coding to send. It is {@link ContentCoding#IDENTITY} if the field is absent or malformed, and also if
     * the client refuses every available coding: "the origin server can either honor the header field by sending a 406
     * (Not Acceptable) response or disregard the header field" (section 12.4.1).
     *
     * @param acceptEncoding the field's lines
     * @param available the field besides {@link ContentCoding#IDENTITY}
     */
    public static ContentCoding choose(List<String> acceptEncoding, Set<ContentCoding> available) {
        if (acceptEncoding.isEmpty()) {
            return ContentCoding.IDENTITY;
        }
        var field = new AcceptEncoding();
        for (String line : acceptEncoding) {
            if (!field.add(line)) {
                return ContentCoding.IDENTITY;
            }
        }
        return field.best(available);
    }

    /**
     * Returns the coding with the highest weight, the first among equals. A coding that is not listed weighs nothing,
     * so compression wins over an identity that is not named.
     */
    private ContentCoding best(Set<ContentCoding> available) {
        var best = ContentCoding.IDENTITY;
        int highest = 0;
        for (ContentCoding coding : ALL) {
            int weight = weights[coding.ordinal()] == UNLISTED ? weightOfOthers : weights[coding.ordinal()];
            if (weight > highest && (coding == ContentCoding.IDENTITY || available.contains(coding))) {
                best = coding;
                highest = weight;
            }
        }
        return best;
    }

    /** @return whether the line is well formed */
    private boolean add(String line) {
        var list = new ListField(line);
        while (list.next()) {
            int start = list.at();
            int end = endOfToken(line, start);
            int weight = FULL_WEIGHT;
            if (!list.endsAt(end)) {
                int comma = line.indexOf(',', end);
                int endOfElement = comma < 0 ? line.length() : comma;
                weight = weight(line.substring(list.at(), endOfElement));
                list.endsAt(endOfElement);
            }
            if (start == end || weight == MALFORMED) {
                return false;
            }
            record(line, start, end, weight);
        }
        return true;
    }

    /** Records a weight. The first one wins if a coding is listed twice. */
    private void record(String line, int start, int end, int weight) {
        if (is(OTHERS, line, start, end)) {
            weightOfOthers = weightOfOthers == UNLISTED ? weight : weightOfOthers;
            return;
        }
        for (ContentCoding coding : ALL) {
            boolean named = is(coding.token(), line, start, end)
                    || (coding == ContentCoding.GZIP && is(GZIP_ALIAS, line, start, end));
            if (named && weights[coding.ordinal()] == UNLISTED) {
                weights[coding.ordinal()] = weight;
            }
        }
    }

    private static boolean is(String token, String line, int start, int end) {
        return end - start == token.length() && line.regionMatches(true, start, token, 0, token.length());
    }

    private static int endOfToken(String line, int start) {
        int end = start;
        while (end < line.length() && isTokenCharacter(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /**
     * Parses the parameter that follows a coding.
     *
     * @param parameter everything after the coding: {@code ; q=0.5}
     */
    private static int weight(String parameter) {
        var text = parameter.substring(1).strip();
        boolean isWeight = parameter.charAt(0) == ';'
                && text.length() > WEIGHT.length()
                && text.length() <= LONGEST_WEIGHT
                && text.regionMatches(true, 0, WEIGHT, 0, WEIGHT.length());
        return isWeight ? thousandths(text.substring(WEIGHT.length())) : MALFORMED;
    }

    private static int thousandths(String value) {
        boolean isWhole = value.charAt(0) == '1';
        if ((!isWhole && value.charAt(0) != '0') || (value.length() > 1 && value.charAt(1) != '.')) {
            return MALFORMED;
        }
        int weight = isWhole ? FULL_WEIGHT : 0;
        int place = FULL_WEIGHT;
        for (int i = 2; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            place /= 10;
            weight += digit * place;
        }
        return weight > FULL_WEIGHT ? MALFORMED : weight;
    }
}
