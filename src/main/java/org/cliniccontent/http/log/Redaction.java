package org.cliniccontent.http.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes from outside, made fit for logs, the audit log and answers: secrets are known by their form and replaced,
 * and characters that could forge a line or hide text are escaped.
 */
public final class Redaction {

    /** Stands where a secret stood. It may stand in a URI. */
    public static final String REPLACEMENT = "***";

    private static final String CUT = "…";

    /** Shorter than the shortest secret that is known by its form. */
    private static final int MIN_SECRET_LENGTH = 16;

    /** A client, or a proxy, may have encoded what was encoded. */
    private static final int MAX_DECODINGS = 3;

    /** Secrets that only what stands before them gives away; the first group is kept. */
    private static final Pattern MARKED = Pattern.compile(
            // Credentials as they stand in a header: to the end of its line, also where that is escaped. A challenge
            // has parameters, and no secret.
            "(\\b(?i:bearer)(?:\\s|%20|\\+){1,20}+)(?![a-z_]++=)[A-Za-z0-9._~+/-]{8,}+=*+"
                    + "|(\\b(?i:basic)(?:\\s|%20|\\+){1,20}+)(?=[A-Za-z+/]{0,200}[0-9=+/]|\\S{0,200}[a-z][A-Z])"
                    + "[A-Za-z0-9+/]{6,}+=*+"
                    + "|((?i:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)[:=]\\s*)(?!\\*{3})[^\\r\\n\\\\]+"
                    // Parameters of a URL, also of a database's, and the password before its host.
                    + "|(\\b(?i:password|passwd|pwd|sslpassword|client_secret|access_token|refresh_token|id_token"
                    + "|api_?key)=)[^&;\\s\"']+"
                    + "|(://[^/\\s:@\"']*:)[^/\\s@\"']+(?=@)");

    private Redaction() {}

    /** One line that may be written anywhere: without secrets and without characters that are not shown. */
    public static String clean(String text) {
        return escape(redact(text));
    }

    /** The same, cut to a number of characters after secrets are replaced, so that none is cut out of its form. */
    public static String clean(String text, int maxLength) {
        // What is cut anyway need not be looked at, beyond what a secret at the border may take.
        var looked = text.length() > 2 * maxLength ? text.substring(0, 2 * maxLength) : text;
        return cut(clean(looked), maxLength, looked.length() < text.length());
    }

    private static String cut(String text, int maxLength, boolean more) {
        if (text.length() <= maxLength && !more) {
            return text;
        }
        int end = Math.min(text.length(), maxLength - CUT.length());
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** Whether a secret that is known by its own form is in a text, as it is or percent-encoded. */
    public static boolean holdsSecret(String text) {
        if (text.length() < MIN_SECRET_LENGTH) {
            return false;
        }
        var decoded = text;
        for (int i = 0; i <= MAX_DECODINGS; i++) {
            if (mayHoldSecret(decoded) && SecretForms.isIn(decoded)) {
                return true;
            }
            if (decoded.indexOf('%') < 0) {
                return false;
            }
            decoded = percentDecode(decoded);
        }
        return false;
    }

    /** Faster than the search for what begins so, which most texts need not be put through. */
    private static boolean mayHoldSecret(String text) {
        return text.contains("cc_") || text.contains("whsec_") || text.indexOf('.') >= 0;
    }

    /** A text without the secrets in it. What only shows when it is decoded comes back decoded. */
    public static String redact(String text) {
        if (text.length() < MIN_SECRET_LENGTH) {
            return text;
        }
        var plain = text;
        for (int i = 0; i < MAX_DECODINGS && plain.indexOf('%') >= 0; i++) {
            var decoded = percentDecode(plain);
            if (decoded.equals(plain)) {
                break;
            }
            plain = decoded;
        }
        var redacted = replace(text);
        var redactedPlain = plain.equals(text) ? redacted : replace(plain);
        // Of what is left of the text nothing may be found by decoding it.
        return holdsSecret(redacted) ? redactedPlain : redacted;
    }

    private static String replace(String text) {
        var known = mayHoldSecret(text) ? SecretForms.replace(text) : text;
        return MARKED.matcher(known).replaceAll(match -> {
            for (int i = 1; i <= match.groupCount(); i++) {
                if (match.group(i) != null) {
                    return Matcher.quoteReplacement(match.group(i) + REPLACEMENT);
                }
            }
            return REPLACEMENT;
        });
    }

    /** Leaves what is no valid encoding as it is: this only looks for what a reader could find. */
    private static String percentDecode(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        var source = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            int high = source[i] == '%' && i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(source[i + 2], 16) : -1;
            bytes.write(low < 0 ? source[i] : high * 16 + low);
            i += low < 0 ? 0 : 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Escapes controls, line separators, format characters (which turn or hide text) and lone surrogates. */
    public static String escape(String text) {
        if (text.codePoints().noneMatch(Redaction::isUnsafe)) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isUnsafe(c)) {
                escaped.append(escape(c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                var hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
                yield c > 0xffff
                        ? "\\U" + "0".repeat(8 - hex.length()) + hex
                        : "\\u" + "0".repeat(4 - hex.length()) + hex;
            }
        };
    }

    private static boolean isUnsafe(int c) {
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
