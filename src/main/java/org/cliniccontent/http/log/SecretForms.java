package org.cliniccontent.http.log;

/**
 * Finds secrets that are known by their own form: our API keys, webhook secrets, and signed or encrypted tokens (JWT).
 * By hand and in one pass: whatever a client sends comes by here, on the event loop, and a pattern would go over it again
 * for each place where a secret might begin.
 */
final class SecretForms {

    private static final String WEBHOOK_SECRET = "whsec_";
    private static final int MIN_WEBHOOK_SECRET = 8;

    /** What names a key, and the first character of its secret. */
    private static final int MIN_KEY = KeyForm.ID_LENGTH + 1;

    /** Of a token's header, with its first three characters. */
    private static final int MIN_HEADER = 9;

    /** Of an encrypted token, after its header. */
    private static final int MAX_PARTS = 4;

    private final String text;
    private final StringBuilder replaced = new StringBuilder();
    private int copied;

    private SecretForms(String text) {
        this.text = text;
    }

    /** Whether a whole secret is in a text. */
    static boolean isIn(String text) {
        return hasKey(text) || !replace(text, false).equals(text);
    }

    private static boolean hasKey(String text) {
        for (int at = text.indexOf(KeyForm.PREFIX); at >= 0; at = text.indexOf(KeyForm.PREFIX, at + 1)) {
            if (KeyForm.isAt(text, at)) {
                return true;
            }
        }
        return false;
    }

    /** A text with {@link Redaction#REPLACEMENT} for each secret, also for a key that was cut. */
    static String replace(String text) {
        return replace(text, true);
    }

    private static String replace(String text, boolean keys) {
        var forms = new SecretForms(text);
        int at = 0;
        while (at < text.length()) {
            int end = forms.endOfSecret(at, keys);
            if (end > at) {
                forms.replaced.append(text, forms.copied, at).append(Redaction.REPLACEMENT);
                forms.copied = end;
                at = end;
            } else {
                at++;
            }
        }
        return forms.copied == 0
                ? text
                : forms.replaced.append(text, forms.copied, text.length()).toString();
    }

    /** Where a secret ends that begins at a place; the place itself if none does. */
    private int endOfSecret(int at, boolean keys) {
        return switch (text.charAt(at)) {
            case 'c' -> keys && text.startsWith(KeyForm.PREFIX, at) ? endOfKey(at) : at;
            case 'w' -> text.startsWith(WEBHOOK_SECRET, at) ? endOfWebhookSecret(at) : at;
            case 'e' -> isHeader(at) ? endOfToken(at) : at;
            default -> at;
        };
    }

    /** A part of a key only where a word begins: in a longer word of base64 it may stand by accident. */
    private int endOfKey(int at) {
        int end = at + KeyForm.PREFIX.length();
        while (end < text.length() && isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        boolean isPart = end - at >= KeyForm.PREFIX.length() + MIN_KEY && (at == 0 || !isOfBase64(text.charAt(at - 1)));
        return isPart || KeyForm.isAt(text, at) ? end : at;
    }

    private int endOfWebhookSecret(int at) {
        int start = at + WEBHOOK_SECRET.length();
        int end = start;
        int length = 0;
        for (int next = afterCharacter(end); next > end; next = afterCharacter(end)) {
            end = next;
            length++;
        }
        return length >= MIN_WEBHOOK_SECRET ? end : at;
    }

    /** Behind a character of base64, also one that is percent-encoded. */
    private int afterCharacter(int at) {
        if (at >= text.length()) {
            return at;
        }
        char c = text.charAt(at);
        if (isOfBase64(c) || c == '+' || c == '/' || c == '=') {
            return at + 1;
        }
        boolean isEncoded = text.regionMatches(true, at, "%2b", 0, 3)
                || text.regionMatches(true, at, "%2f", 0, 3)
                || text.regionMatches(true, at, "%3d", 0, 3);
        return isEncoded ? at + 3 : at;
    }

    /** Base64 of the beginning of a JSON object: a brace, and a quotation mark or white space. */
    private boolean isHeader(int at) {
        return text.startsWith("eyJ", at) || text.startsWith("eyI", at) || text.startsWith("eyA", at) || isIndented(at);
    }

    private boolean isIndented(int at) {
        return text.startsWith("ewo", at) || text.startsWith("ew0", at) || text.startsWith("ewk", at);
    }

    /** The end of the word that each place is in, so that none is gone over again for each place in it. */
    private int wordEnd = -1;

    /** The end of the last word that is none of a token's, however it begins within. */
    private int plainWordEnd = -1;

    private int endOfToken(int at) {
        if (wordEnd <= at) {
            wordEnd = endOfWord(at);
        }
        if (wordEnd - at < MIN_HEADER || wordEnd == text.length() || text.charAt(wordEnd) != '.') {
            return at;
        }
        if (isIndented(at) && wordEnd == plainWordEnd) {
            return at;
        }
        int end = wordEnd;
        int parts = 0;
        while (parts < MAX_PARTS && end < text.length() && text.charAt(end) == '.') {
            end = endOfWord(end + 1);
            parts++;
        }
        // A word of a language may begin so, but two dots are not in it.
        if (parts > 1 || !isIndented(at)) {
            return end;
        }
        plainWordEnd = wordEnd;
        return at;
    }

    private int endOfWord(int at) {
        int end = at;
        while (end < text.length() && isOfBase64(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfBase64(char c) {
        return isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
