package org.cliniccontent.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits a text into sentences, and the labels of flattened lists ("Bone marrow: It is …") into units of their own.
 * The rules are our own and fixed, because what is covered by what must not change with a Java version.
 */
final class Sentences {

    /** A range of code points. */
    record Sentence(int start, int end) {}

    /** After these a full stop ends no sentence. */
    private static final Set<String> ABBREVIATIONS = Set.of(
            "e.g", "i.e", "etc", "vs", "cf", "al", "approx", "fig", "no", "dr", "prof", "mr", "mrs", "ms", "st", "jr");

    /** What may stand between a terminator and the white space after it: closing quotes, brackets, emphasis. */
    private static final String CLOSING = "[\"'\u2019\u201d)\\]_*]*+";

    private static final String TERMINATOR = "[.!?\u2026]";

    // Possessive, and never from within a run: what does not match must not be tried again in every other way.
    private static final Pattern END =
            Pattern.compile("(?:(?<!" + TERMINATOR + ")" + TERMINATOR + "++" + CLOSING + "|:)(?=\\s|$)");
    private static final Pattern OPENING = Pattern.compile("\\s[\"'\u2018\u201c(\\[_>*\\s]*+[\\p{Lu}\\p{N}]");

    private final String text;
    private final List<Sentence> found = new ArrayList<>();

    /** A place in UTF-16 up to which code points are counted, and how many they are. */
    private int countedTo;

    private int counted;

    private Sentences(String text) {
        this.text = text;
    }

    static List<Sentence> of(String text) {
        var sentences = new Sentences(text);
        int lineStart = 0;
        for (String line : text.split("\n", -1)) {
            sentences.splitLine(lineStart, lineStart + line.length());
            lineStart += line.length() + 1;
        }
        return sentences.found;
    }

    private void splitLine(int from, int to) {
        int start = from;
        var matcher = END.matcher(text).region(from, to);
        while (matcher.find()) {
            if (isEnd(text, matcher.start(), matcher.end(), to)) {
                add(start, matcher.end());
                start = matcher.end();
            }
        }
        add(start, to);
    }

    private static boolean isEnd(String text, int terminator, int end, int to) {
        if (end == to) {
            return true;
        }
        if (!OPENING.matcher(text).region(end, to).lookingAt()) {
            return false;
        }
        return text.charAt(terminator) != '.' || !isAbbreviation(text, terminator);
    }

    private static boolean isAbbreviation(String text, int stop) {
        int start = stop;
        while (start > 0 && (Character.isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        var word = text.substring(start, stop);
        boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
        return initial || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Without the white space and the list marks around it; nothing if no letter or digit is left. */
    private void add(int from, int to) {
        int start = from;
        while (start < to && (Character.isWhitespace(text.charAt(start)) || isListMark(text, start, to))) {
            start++;
        }
        int end = to;
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
            found.add(new Sentence(offset(start), offset(end)));
        }
    }

    /** In code points, of places that only go on. */
    private int offset(int place) {
        counted += text.codePointCount(countedTo, place);
        countedTo = place;
        return counted;
    }

    private static boolean isListMark(String text, int at, int to) {
        return "*-\u2022".indexOf(text.charAt(at)) >= 0 && at + 1 < to && Character.isWhitespace(text.charAt(at + 1));
    }
}
