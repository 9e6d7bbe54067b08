package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/** The signing secrets of each endpoint. */
@ApplicationScoped
class WebhookSecrets {

    static final int MAX_LIVE = 10;

    private final Database database;
    private final Clock clock;

    WebhookSecrets(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The metadata of a secret, which is all that its owner sees later. */
    record Age(Instant createdAt, Optional<Instant> expiresAt) {}

    /** Creates a secret for an endpoint without a current one. It must be shown now: it cannot be retrieved again. */
    WebhookSecret add(UUID endpoint) {
        var secret = WebhookSecret.generate();
        database.update("""
                insert into webhook_secret (endpoint, created_at, secret)
                select ?, greatest(?, max(created_at) + interval '1 microsecond'), ?
                from webhook_secret where endpoint = ?
                """, endpoint, Timestamp.from(clock.instant()), secret.bytes(), endpoint);
        return secret;
    }

    /**
     * Creates a new secret for a locked endpoint. Earlier ones sign until the overlap ends, or until their own end if
     * that is earlier.
     *
     * @return empty if more than {@link #MAX_LIVE} would sign; the transaction must then be rolled back
     */
    Optional<WebhookSecret> rotate(UUID endpoint, Duration overlap) {
        var now = clock.instant();
        database.update(
                "update webhook_secret set expires_at = least(expires_at, ?) where endpoint = ?",
                Timestamp.from(now.plus(overlap)),
                endpoint);
        database.update(
                "delete from webhook_secret where endpoint = ? and expires_at <= ?", endpoint, Timestamp.from(now));
        var secret = add(endpoint);
        return ages(endpoint).size() > MAX_LIVE ? Optional.empty() : Optional.of(secret);
    }

    /** Returns the secrets that sign messages now, the newest first. */
    List<byte[]> live(UUID endpoint) {
        return database.query("""
                select secret from webhook_secret
                where endpoint = ? and (expires_at is null or expires_at > ?) order by created_at desc
                """, row -> row.getBytes(1), endpoint, Timestamp.from(clock.instant()));
    }

    /** Returns the metadata of the secrets that sign now, the newest first. */
    List<Age> ages(UUID endpoint) {
        return database.query(
                """
                select created_at, expires_at from webhook_secret
                where endpoint = ? and (expires_at is null or expires_at > ?) order by created_at desc
                """,
                row -> new Age(
                        row.getTimestamp(1).toInstant(),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)),
                endpoint,
                Timestamp.from(clock.instant()));
    }
}
