package org.cliniccontent.access;

import jakarta.enterprise.context.ApplicationScoped;
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
}
