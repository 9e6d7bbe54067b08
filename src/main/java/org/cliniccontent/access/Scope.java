package org.cliniccontent.access;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a caller may be allowed. None implies another: a key or a token has all that it needs. An administrator does not
 * have the others either, but may grant them: administering keys is deciding who may what.
 */
public enum Scope {
    CONTENT_READ("content:read", "read what is published, where reads are closed to the public, and export it"),
    SYNC_READ("sync:read", "follow the changes"),
    WEBHOOKS_MANAGE("webhooks:manage", "manage webhooks"),
    DRAFTS_WRITE("drafts:write", "read and change working copies"),
    DRAFTS_REVIEW("drafts:review", "read working copies, approve and reject them"),
    RELEASES_PUBLISH("releases:publish", "publish, schedule and revert releases"),
    ADMIN(
            "admin",
            "manage API keys, and so grant every scope to any owner, also scopes that it does not have itself, which the "
                    + "audit log records, and read the audit log");

    private final String value;
    private final String meaning;

    Scope(String value, String meaning) {
        this.value = value;
        this.meaning = meaning;
    }

    /** As it stands in keys, tokens and the contract. */
    public String value() {
        return value;
    }

    /** What it allows: completes "may …". */
    public String meaning() {
        return meaning;
    }

    public static Optional<Scope> of(String value) {
        return Arrays.stream(values())
                .filter(scope -> scope.value.equals(value))
                .findFirst();
    }
}
