package org.cliniccontent.http.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cleaning of external input for logs, the audit log and responses. Secrets are recognised by their form and replaced;
 * characters that could forge a line or hide text are escaped.
 */
public final class Redaction {

    /** The replacement for a secret. It is valid in a URI. */
    public static final String REPLACEMENT = "***";

    private static final String CUT = "…";

    /** A lower bound for the length of secrets that are recognised by their form. */
    private static final int MIN_SECRET_LENGTH = 16;

    /** The maximum number of decodings: a client or a proxy may have encoded an already encoded value. */
    private static final int MAX_DECODINGS = 3;

    /** Secrets that are recognised only by the text in front of them; the first group is kept. */
    private static final Pattern MARKED = Pattern.compile(
            // Credentials in a header: up to the end of the line, even if that is escaped. A challenge has parameters,
            // and no secret.
            "(\\b(?i:bearer)(?:\\s|%20|\\+){1,20}+)(?![a-z_]++=)[A-Za-z0-9._~+/-]{8,}+=*+"
                    + "|(\\b(?i:basic)(?:\\s|%20|\\+){1,20}+)(?=[A-Za-z+/]{0,200}[0-9=+/]|\\S{0,200}[a-z][A-Z])"
                    + "[A-Za-z0-9+/]{6,}+=*+"
                    + "|((?i:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)[:=]\\s*)(?!\\*{3})[^\\r\\n\\\\]+"
                    // Parameters of a URL, also of a database's, and the password in front of its host.
                    + "|(\\b(?i:password|passwd|pwd|sslpassword|client_secret|access_token|refresh_token|id_token"
                    + "|api_?key)=)[^&;\\s\"']+"
                    + "|(://[^/\\s:@\"']*:)[^/\\s@\"']+(?=@)");

    private Redaction() {}

    /** Returns one line that is safe to write anywhere, without secrets and invisible characters. */
    public static String clean(String text) {
        return escape(redact(text));
    }

    /**
     * Returns the cleaned text, cut to a number of characters. Secrets are replaced first, so that none is cut and then
     * not recognised.
     */
    public static String clean(String text, int maxLength) {
        // Text beyond the cut is ignored, except for the length of a secret at the boundary.
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

    /** Checks whether a text holds a secret that is recognised by its own form, plain or percent-encoded. */
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

    /** Checks cheaply whether a search for secrets is needed, which it is not for most texts. */
    private static boolean mayHoldSecret(String text) {
        return text.contains("cc_") || text.contains("whsec_") || text.indexOf('.') >= 0;
    }

    /** Replaces the secrets in a text. A text whose secrets appear only after decoding is returned decoded. */
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
        // The rest of the text must not reveal a secret when it is decoded.
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

    /** Decodes leniently: invalid escapes stay, because this only looks for secrets that a reader could find. */
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
