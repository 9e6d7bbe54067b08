package org.cliniccontent.generator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** An embedded PostgreSQL with generated content, in a folder that a later run may find again. */
final class BenchmarkDatabase implements AutoCloseable {

    static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private BenchmarkDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @param reuse whether to keep what is in the folder; without, it begins anew */
    static BenchmarkDatabase start(Path folder, boolean reuse) throws IOException {
        if (!reuse && Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
        return new BenchmarkDatabase(EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setServerConfig("max_connections", "100")
                // For the load only: reads write nothing.
                .setServerConfig("max_wal_size", "8GB")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start());
    }

    String jdbcUrl() {
        return server.getJdbcUrl(USER, "postgres");
    }

    boolean isEmpty() throws SQLException {
        return query("select case when to_regclass('release_pointer') is null then 0 else 1 end, ''")
                .containsKey("0");
    }

    /** Bytes of each table and index of what is published. */
    Map<String, String> sizes() throws SQLException {
        return query("""
                select c.relname || case c.relkind when 'r' then ' (table)' else ' (index)' end,
                       pg_size_pretty(case c.relkind when 'r' then pg_table_size(c.oid) else pg_relation_size(c.oid) end)
                from pg_class c left join pg_index x on x.indexrelid = c.oid
                where coalesce(x.indrelid, c.oid) in (
                    'published_item'::regclass, 'published_facet'::regclass, 'published_source'::regclass)
                order by coalesce(x.indrelid, c.oid)::regclass::text, c.relkind desc, c.relname
                """);
    }

    Map<String, String> query(String sql) throws SQLException {
        Map<String, String> rows = new LinkedHashMap<>();
        try (var connection = DriverManager.getConnection(jdbcUrl());
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
