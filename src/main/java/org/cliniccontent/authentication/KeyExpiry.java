package org.cliniccontent.authentication;

import java.time.Instant;
import java.util.Optional;
import org.cliniccontent.access.Caller;

/**
 * An API key is about to end, or has ended. It is told once, in the transaction that notes that it was: what an observer
 * writes is kept if and only if the note is.
 *
 * @param key the part of it that is not secret
 * @param owner whose it is, by the id of {@link Caller}
 * @param at when it ends or has ended
 * @param replacedBy the key to use in its place
 */
public record KeyExpiry(String key, String name, String owner, Reason reason, Instant at, Optional<String> replacedBy) {

    /** How it ends. */
    public enum Reason {
        /** It will, unless it is replaced. */
        EXPIRING,
        EXPIRED,
        REVOKED
    }
}
