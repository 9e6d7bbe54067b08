package org.cliniccontent.authentication;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/** The API keys: made, verified, rotated, revoked. Of a key only its hash is kept. */
@ApplicationScoped
public class ApiKeys {

    public static final Duration DEFAULT_LIFETIME = Duration.ofDays(365);
    static final Duration MAX_LIFETIME = Duration.ofDays(730);

    /** How exact the time of the last use is: a key that is used all the time must not be written all the time. */
    private static final Duration USE_PRECISION = Duration.ofMinutes(1);

    /** The hash of no key, compared where there is none, so that an unknown key takes as long as a wrong one. */
    private static final String NO_HASH = "0".repeat(64);

    private static final Sql INSERT = Sql.of("""
            insert into api_key
                (id, name, sha256, scopes, created_at, created_by, expires_at, rotated_from, owner, networks)
            values (:id, :name, :sha256, :scopes, :now, :createdBy, :expiresAt, :rotatedFrom, :owner, :networks)
            """);

    private final Database database;
    private final Clock clock;

    ApiKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Stored(ApiKey key, String sha256) {}

    /** The caller whose key this is, if it is one that may be used. */
    Optional<Caller> verify(ApiKeySecret text) {
        var stored = database.queryOne(
                String.format(Locale.ROOT, "select %s, sha256 from api_key where id = ?", ApiKey.COLUMNS),
                row -> new Stored(ApiKey.of(row), row.getString("sha256")),
                text.id());
        boolean matches = text.matches(stored.map(Stored::sha256).orElse(NO_HASH));
        var now = clock.instant();
        var valid = stored.map(Stored::key).filter(key -> matches && key.status(now) == ApiKey.Status.ACTIVE);
        valid.ifPresent(key -> recordUse(key, now));
        return valid.map(ApiKey::caller);
    }

    private void recordUse(ApiKey key, Instant now) {
        var recent = now.minus(USE_PRECISION);
        if (key.lastUsedAt().filter(recent::isBefore).isEmpty()) {
            database.update(
                    "update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at <= ?)",
                    Timestamp.from(now),
                    key.id(),
                    Timestamp.from(recent));
        }
    }

    /** Stores a key that is a caller of its own. */
    public void store(ApiKeySecret text, String name, Set<Scope> scopes, Instant expiresAt, Caller creator) {
        store(text, name, KeyOwners.ofKey(text.id()), scopes, expiresAt, creator);
    }

    /** Stores a key. It has to be shown now: it cannot be had again. */
    public void store(
            ApiKeySecret text, String name, String owner, Set<Scope> scopes, Instant expiresAt, Caller creator) {
        insert(text, new NewApiKey(name, scopes, expiresAt, Optional.of(owner), List.of()), creator, null);
    }

    void store(ApiKeySecret text, NewApiKey wanted, Caller creator) {
        insert(text, wanted, creator, null);
    }

    private void insert(ApiKeySecret text, NewApiKey wanted, Caller creator, String rotatedFrom) {
        database.update(INSERT.with("id", text.id())
                .with("name", wanted.name())
                .with("sha256", text.sha256())
                .with("scopes", wanted.scopes().stream().map(Scope::value).toList())
                .with("now", Timestamp.from(clock.instant()))
                .with("createdBy", creator.credential())
                .with("expiresAt", Timestamp.from(wanted.expiresAt().truncatedTo(ChronoUnit.MICROS)))
                .with("rotatedFrom", rotatedFrom)
                .with("owner", wanted.owner().orElseGet(() -> KeyOwners.ofKey(text.id())))
                .with("networks", wanted.networks()));
    }

    Optional<ApiKey> find(String id) {
        return database.queryOne(
                String.format(Locale.ROOT, "select %s from api_key where id = ?", ApiKey.COLUMNS), ApiKey::of, id);
    }

    /** The newest first. */
    List<ApiKey> list(int limit) {
        return database.query(
                String.format(
                        Locale.ROOT,
                        "select %s from api_key order by created_at desc, id desc limit ?",
                        ApiKey.COLUMNS),
                ApiKey::of,
                limit);
    }

    /** The newest first, after a position in that order. */
    List<ApiKey> list(Instant before, String id, int limit) {
        return database.query(
                String.format(
                        Locale.ROOT,
                        "select %s from api_key where (created_at, id) < (?, ?) order by created_at desc, id desc limit ?",
                        ApiKey.COLUMNS),
                ApiKey::of,
                Timestamp.from(before),
                id,
                limit);
    }

    /** Ends a key at once; one that was revoked before stays so since then. */
    void revoke(String id) {
        database.update(
                "update api_key set revoked_at = ? where id = ? and revoked_at is null",
                Timestamp.from(clock.instant()),
                id);
    }

    /**
     * A new key like one that may be used and has none after it. The old one ends after the overlap, or earlier if it
     * was to. The owner stays the same.
     *
     * @param networks those of the new one; empty: those of the old one
     * @return empty if there is no such key
     */
    Optional<ApiKeySecret> rotate(String id, Duration overlap, Optional<List<String>> networks, Caller creator) {
        var now = clock.instant();
        // Locked: of two that rotate the same key at once, the second sees what the first left.
        var old = database.queryOne(
                        String.format(Locale.ROOT, "select %s from api_key where id = ? for update", ApiKey.COLUMNS),
                        ApiKey::of,
                        id)
                .filter(key -> key.status(now) == ApiKey.Status.ACTIVE)
                .filter(key -> !isRotated(id));
        return old.map(key -> {
            database.update(
                    "update api_key set expires_at = least(expires_at, ?) where id = ?",
                    Timestamp.from(now.plus(overlap)),
                    id);
            var text = ApiKeySecret.generate();
            var lifetime = Duration.between(key.createdAt(), key.expiresAt());
            var next = new NewApiKey(
                    key.name(),
                    key.scopes(),
                    now.plus(lifetime),
                    Optional.of(key.owner()),
                    networks.orElse(key.networks()));
            insert(text, next, creator, id);
            return text;
        });
    }

    private boolean isRotated(String id) {
        return database.queryOne("select 1 from api_key where rotated_from = ?", row -> row.getInt(1), id)
                .isPresent();
    }

    /** Whether anyone may manage keys by one that is stored. */
    public boolean hasAdministrator() {
        return database.queryOne(
                        "select 1 from api_key where ? = any(scopes) and revoked_at is null and expires_at > ?",
                        row -> row.getInt(1),
                        Scope.ADMIN.value(),
                        Timestamp.from(clock.instant()))
                .isPresent();
    }
}
