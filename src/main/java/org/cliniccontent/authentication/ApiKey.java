package org.cliniccontent.authentication;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.address.Network;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An API key as it is stored: everything but the key.
 *
 * @param id the part of it that is not secret
 * @param createdBy by which credential it was made
 * @param rotatedFrom the key that it replaces
 * @param owner whose it is: the id of whoever calls by it
 * @param networks from where it may be used, as they were given; empty: from anywhere
 */
record ApiKey(
        String id,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt,
        Optional<String> rotatedFrom,
        String owner,
        List<String> networks) {

    static final String COLUMNS = "id, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_at, "
            + "rotated_from, owner, networks";

    /** Whether it may be used. */
    @Schema(name = "ApiKeyStatus", description = "Whether a key may be used.")
    enum Status {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    static ApiKey of(ResultSet row) throws SQLException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream((String[]) row.getArray("scopes").getArray())
                // One that an older version of the service knew allows nothing.
                .forEach(scope -> Scope.of(scope).ifPresent(scopes::add));
        return new ApiKey(
                row.getString("id"),
                row.getString("name"),
                scopes,
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                row.getTimestamp("expires_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("rotated_from")),
                row.getString("owner"),
                List.of((String[]) row.getArray("networks").getArray()));
    }

    Status status(Instant now) {
        if (revokedAt.isPresent()) {
            return Status.REVOKED;
        }
        return expiresAt.isAfter(now) ? Status.ACTIVE : Status.EXPIRED;
    }

    Caller caller() {
        return new Caller(
                owner,
                name,
                scopes,
                KeyOwners.ofKey(id),
                networks.stream().map(Network::of).toList());
    }
}
