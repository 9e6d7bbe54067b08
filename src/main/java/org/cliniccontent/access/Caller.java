package org.cliniccontent.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.address.Network;

/**
 * Who makes a request.
 *
 * @param id who it is, whichever credential was presented: {@code person:<id>}, {@code system:<id>},
 *     {@code oidc:<issuer>|<subject>}, {@code key:<id of the first API key>}, {@code anonymous}. It stays the same when a
 *     key is rotated, and is the same for all keys of one owner: whatever belongs to a caller, is counted against one or
 *     is forbidden to one goes by it.
 * @param name for people to read; at most 200 characters
 * @param credential what was presented, for the audit log: {@code key:<id of the API key>}, {@code oidc:<subject>}
 * @param networks from where the credential may be used; empty: from anywhere
 */
public record Caller(String id, String name, Set<Scope> scopes, String credential, List<Network> networks) {

    public static final Caller ANONYMOUS = new Caller("anonymous", "anonymous", Set.of());

    /** The service itself. */
    public static final Caller SYSTEM = new Caller("system", "system", Set.of());

    /** One that is known by nothing but its id. */
    public Caller(String id, String name, Set<Scope> scopes) {
        this(id, name, scopes, id, List.of());
    }

    public boolean isAnonymous() {
        return this.equals(ANONYMOUS);
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }

    /**
     * Whether it is one of those whose ids were kept. Older versions kept the credential, which has no issuer where it is
     * a token.
     */
    public boolean isAmong(Collection<String> ids) {
        return ids.contains(id) || ids.contains(credential);
    }

    /** As the audit log names it: by what was presented, of which it is known whose it is. */
    public Caller byCredential() {
        return new Caller(credential, name, scopes);
    }

    public boolean mayCallFrom(ClientAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address));
    }
}
