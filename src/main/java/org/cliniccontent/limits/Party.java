package org.cliniccontent.limits;

import org.cliniccontent.access.Caller;
import org.cliniccontent.http.address.ClientAddress;

/**
 * The owner of a request for the purpose of limits: the caller, wherever it comes from, or the client address if there
 * are no valid credentials.
 *
 * @param known whether it has valid credentials
 */
public record Party(boolean known, Object id) {

    /** Returns the party of a caller. All keys that one caller has or had are one party. */
    public static Party of(Caller caller) {
        return new Party(true, caller.id());
    }

    static Party of(ClientAddress address) {
        return new Party(false, address.subscriber());
    }
}
