package org.cliniccontent.http.log;

/**
 * A scanner for secrets with a form of their own: API keys, webhook secrets, and signed or encrypted tokens (JWT). It
 * is written by hand and makes one pass: all client input passes here, on the event loop, and a regular expression
 * would rescan it from each position where a secret might begin.
 */
final class SecretForms {

    private static final String WEBHOOK_SECRET = "whsec_";
    private static final int MIN_WEBHOOK_SECRET = 8;

    /** The minimum length of a partial key: the identifying part and the first character of the secret. */
    private static final int MIN_KEY = KeyForm.ID_LENGTH + 1;

    /** The minimum length of a token's header, with its first three characters. */
    private static final int MIN_HEADER = 9;

    /** The maximum number of parts of an encrypted token after its header. */
    private static final int MAX_PARTS = 4;

    private final String text;
    private final StringBuilder replaced = new StringBuilder();
    private int copied;

    private SecretForms(String text) {
        this.text = text;
    }

    /** Checks whether a complete secret is in a text. */
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

    /** Replaces each secret, and each key that was cut, with {@link Redaction#REPLACEMENT}. */
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

    /** Returns the end of the secret that begins at a position, or the position itself if there is none. */
    private int endOfSecret(int at, boolean keys) {
        return switch (text.charAt(at)) {
            case 'c' -> keys && text.startsWith(KeyForm.PREFIX, at) ? endOfKey(at) : at;
            case 'w' -> text.startsWith(WEBHOOK_SECRET, at) ? endOfWebhookSecret(at) : at;
            case 'e' -> isHeader(at) ? endOfToken(at) : at;
            default -> at;
        };
    }

    /**
     * Returns the end of a key. A partial key counts only at the beginning of a word: within a longer base64 word it
     * may occur by accident.
     */
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

    /** Returns the index after a base64 character, which may be percent-encoded. */
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

    /** Checks for base64 of the beginning of a JSON object: a brace, and a quotation mark or white space. */
    private boolean isHeader(int at) {
        return text.startsWith("eyJ", at) || text.startsWith("eyI", at) || text.startsWith("eyA", at) || isIndented(at);
    }

    private boolean isIndented(int at) {
        return text.startsWith("ewo", at) || text.startsWith("ew0", at) || text.startsWith("ewk", at);
    }

    /** The end of the current word, kept so that a word is not rescanned for each of its positions. */
    private int wordEnd = -1;

    /** The end of the last word that holds no token, wherever one might begin within it. */
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
        // An ordinary word may begin like this, but does not contain two dots.
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
