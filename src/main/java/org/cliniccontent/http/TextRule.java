package org.cliniccontent.http;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The characters that a stored text may have. A text must mean what people see of it: a control character forges a log
 * line, an override reverses a text, and two names that differ in an invisible character cannot be told apart. No other
 * class decides this.
 */
public enum TextRule {
    /** A single line that appears in lists: a name, a title, a term, an identifier. It has no invisible characters. */
    NAME,

    /** A text of several lines that people write: line feeds, and no other control character. */
    PROSE,

    /** A verbatim quotation, with its tabs and line endings. */
    SOURCE;

    /** The members, in every body, that hold a text of {@link #PROSE}. */
    private static final Set<String> PROSE_MEMBERS = Set.of(
            "summary",
            "text",
            "reason",
            "how",
            "description",
            "procurement",
            "purpose",
            "statement",
            "comment",
            "message");

    /** The members, in every body, that hold a text of {@link #SOURCE}. */
    private static final Set<String> SOURCE_MEMBERS = Set.of("source", "quote", "startsWith", "reviewStatement");

    /** Scripts in which a joiner or non-joiner within a word is part of the spelling. */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.NKO,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;

    /** Returns the rule of a string by the name of the member that holds it or a list of it. */
    public static TextRule of(String member) {
        return SOURCE_MEMBERS.contains(member) ? SOURCE : PROSE_MEMBERS.contains(member) ? PROSE : NAME;
    }

    /** Describes the first violation of the rule, for a fault. */
    public Optional<String> fault(String text) {
        return forbidden(text).map(name -> "contains " + name + ", which is not allowed here");
    }

    /** Returns the first forbidden character by its name; the character itself is never repeated. */
    Optional<String> forbidden(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if ((c < ' ' || c > '~') && !allows(c, text, i)) {
                return Optional.of(name(c));
            }
        }
        return Optional.empty();
    }

    /** Removes forbidden characters from a text that cannot be refused. */
    public String cleaned(String text) {
        var cleaned = new StringBuilder();
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (allows(c, text, i)) {
                cleaned.appendCodePoint(c);
            }
        }
        return cleaned.toString();
    }

    private boolean allows(int c, String text, int at) {
        switch (Character.getType(c)) {
            case Character.CONTROL:
                return c == '\n' ? this != NAME : (c == '\t' || c == '\r') && this == SOURCE;
            case Character.SURROGATE:
                return false;
            case Character.UNASSIGNED:
                // Unassigned characters may belong to a later version of Unicode, except those that no version will
                // assign (RFC 7493, section 2.1).
                return this != NAME && !isNoncharacter(c);
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR:
                return this != NAME;
            default:
                return !isOverride(c) && (this != NAME || !isInvisible(c) || isSpelling(c, text, at));
        }
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    }

    /**
     * Checks for embeddings, overrides and isolates: they reorder the text that follows, even beyond the string itself.
     */
    private static boolean isOverride(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    /**
     * Checks for format characters except those of Arabic, Syriac and Kaithi numbers, fillers, and variation selectors.
     */
    private static boolean isInvisible(int c) {
        if (Character.getType(c) == Character.FORMAT) {
            boolean isSign = (c >= 0x600 && c <= 0x605)
                    || c == 0x6dd
                    || c == 0x70f
                    || c == 0x890
                    || c == 0x891
                    || c == 0x8e2
                    || c == 0x110bd
                    || c == 0x110cd;
            return !isSign;
        }
        return switch (c) {
            case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
            default -> (c >= 0x180b && c <= 0x180f) || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0000 && c <= 0xe0fff);
        };
    }

    /**
     * Checks whether a joiner stands between two letters of a script that uses it, or selects the form of one
     * ideograph.
     */
    private static boolean isSpelling(int c, String text, int at) {
        if (at == 0) {
            return false;
        }
        int before = text.codePointBefore(at);
        int end = at + Character.charCount(c);
        if (c == JOINER || c == NON_JOINER) {
            return isJoining(before) && end < text.length() && isJoining(text.codePointAt(end));
        }
        return c >= 0xe0100 && c <= 0xe01ef && Character.isIdeographic(before);
    }

    /** Checks for a letter, or a mark of one, such as a virama. */
    private static boolean isJoining(int c) {
        int type = Character.getType(c);
        boolean isMark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        return (Character.isLetter(c) || isMark) && JOINING.contains(UnicodeScript.of(c));
    }

    private static String name(int c) {
        var hex = HexFormat.of().withUpperCase().toHexDigits(c);
        int start = c > 0xffff ? c > 0xfffff ? 2 : 3 : 4;
        var name = isOverride(c) ? Character.getName(c) : null;
        return "U+" + hex.substring(start) + (name == null ? "" : " (" + name.toLowerCase(Locale.ROOT) + ")");
    }
}
