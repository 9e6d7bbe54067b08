package org.cliniccontent.access;

import java.util.Locale;

/** What {@code WWW-Authenticate} says with a refusal (RFC 6750, section 3). */
public final class Challenge {

    public static final String HEADER = "WWW-Authenticate";

    /** There are no credentials. */
    static final String NONE = "Bearer realm=\"clinic-content\"";

    public static final String INVALID_TOKEN = NONE + ", error=\"invalid_token\"";

    private Challenge() {}

    public static String insufficientScope(String scope) {
        return String.format(Locale.ROOT, "%s, error=\"insufficient_scope\", scope=\"%s\"", NONE, scope);
    }
}
