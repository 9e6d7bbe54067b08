package org.cliniccontent.authentication;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;

/** What the audit log says of a key that was made: to whom which scopes were granted, and on whose authority. */
final class KeyGrant {

    private KeyGrant() {}

    /** An administrator may grant more than it has, and that is the first thing to look for. */
    static String of(ApiKey key, Caller grantor) {
        var text = new StringBuilder(String.format(
                Locale.ROOT, "Granted to %s by the key %s: %s", key.owner(), key.id(), list(key.scopes())));
        var beyond = EnumSet.copyOf(key.scopes());
        beyond.removeAll(grantor.scopes());
        if (!beyond.isEmpty()) {
            text.append("; granted beyond own scopes: ").append(list(beyond));
        }
        if (!key.networks().isEmpty()) {
            text.append("; only from ").append(String.join(" ", key.networks()));
        }
        key.rotatedFrom().ifPresent(old -> text.append("; replaces ").append(old));
        return text.toString();
    }

    private static String list(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::value).collect(Collectors.joining(" "));
    }
}
