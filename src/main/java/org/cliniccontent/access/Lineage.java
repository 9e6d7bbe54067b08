package org.cliniccontent.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.cliniccontent.database.Database;

/**
 * Under which name a caller's things are kept, so that they stay its own when its key is rotated.
 */
@ApplicationScoped
public class Lineage {

    private static final String KEY = "key:";

    private static final String FIRST = """
            with recursive chain as (
                select id, rotated_from from api_key where id = ?
                union all
                select before.id, before.rotated_from
                from api_key before join chain on before.id = chain.rotated_from
            )
            select id from chain where rotated_from is null
            """;

    private static final String HOLDERS = """
            with recursive chain as (
                select id, id as first from api_key where rotated_from is null
                union all
                select key.id, chain.first from api_key key join chain on chain.id = key.rotated_from
            )
            select c.first, max(k.name) from chain c join api_key k on k.id = c.id
            where ? = any(k.scopes) and k.revoked_at is null and k.expires_at > ?
            group by c.first order by c.first
            """;

    /**
     * Someone who has keys.
     *
     * @param id as {@link #of} gives it
     */
    public record Holder(String id, String name) {}

    private final Database database;

    Lineage(Database database) {
        this.database = database;
    }

    /** The caller's id; that of an API key which replaced others is the id of the first of them. */
    public String of(Caller caller) {
        if (!caller.id().startsWith(KEY)) {
            return caller.id();
        }
        return database.queryOne(
                        FIRST, row -> KEY + row.getString("id"), caller.id().substring(KEY.length()))
                // The administrator's key of the configuration is in no table.
                .orElse(caller.id());
    }

    /** Who has an API key now with a scope. */
    public List<Holder> holdersOf(Scope scope, Instant now) {
        return database.query(
                HOLDERS,
                row -> new Holder(KEY + row.getString(1), row.getString(2)),
                scope.value(),
                Timestamp.from(now));
    }
}
