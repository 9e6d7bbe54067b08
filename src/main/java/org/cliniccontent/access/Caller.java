package org.cliniccontent.access;

import java.util.Set;

/**
 * Who makes a request.
 *
 * @param id unique and lasting: {@code key:<id of the API key>}, {@code oidc:<subject>}, {@code anonymous}
 * @param name for people to read; at most 200 characters
 */
public record Caller(String id, String name, Set<Scope> scopes) {

    public static final Caller ANONYMOUS = new Caller("anonymous", "anonymous", Set.of());

    /** The service itself. */
    static final Caller SYSTEM = new Caller("system", "system", Set.of());

    public boolean isAnonymous() {
        return this.equals(ANONYMOUS);
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
