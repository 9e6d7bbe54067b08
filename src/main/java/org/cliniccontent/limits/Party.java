package org.cliniccontent.limits;

import org.cliniccontent.access.Caller;
import org.cliniccontent.http.address.ClientAddress;

/**
 * Whose a request is where limits are shared out: the caller's, wherever it comes from, or without valid credentials the
 * client address's.
 *
 * @param known whether it has valid credentials
 */
public record Party(boolean known, Object id) {

    /** All keys that one caller had or has are one party. */
    public static Party of(Caller caller) {
        return new Party(true, caller.id());
    }

    static Party of(ClientAddress address) {
        return new Party(false, address.subscriber());
    }
}
