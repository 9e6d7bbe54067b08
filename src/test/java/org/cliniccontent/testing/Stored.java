package org.cliniccontent.testing;

import java.util.List;
import org.cliniccontent.database.Database;

/** The content of the database, for tests that nothing was written. */
public final class Stored {

    private Stored() {}

    /** Returns every row of every table with the transaction that wrote it, except for keys, which requests update. */
    public static List<String> rows(Database database) {
        return database.query("""
                        select format('%I', tablename) from pg_tables
                        where schemaname = 'public' and tablename <> 'api_key' order by tablename
                        """, row -> row.getString(1)).stream()
                .flatMap(table -> database
                        .query(
                                "select '%s ' || xmin || ' ' || t::text from %s t order by 1".formatted(table, table),
                                row -> row.getString(1))
                        .stream())
                .toList();
    }
}
