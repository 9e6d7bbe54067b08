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

/** An embedded PostgreSQL with generated content, in a folder that a later run may reuse. */
public final class BenchmarkDatabase implements AutoCloseable {

    public static final String USER = "postgres";

    private final Path folder;
    private final EmbeddedPostgres server;

    private BenchmarkDatabase(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    /** @param reuse whether to keep the folder's content; otherwise it is deleted */
    public static BenchmarkDatabase start(Path folder, boolean reuse) throws IOException {
        if (!reuse && Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
        return new BenchmarkDatabase(
                folder,
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgresql"))
                        .setCleanDataDirectory(false)
                        .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                        .setServerConfig("max_connections", "100")
                        .setServerConfig("max_wal_size", "8GB")
                        // As in production, where the library's defaults would lose what was acknowledged.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start());
    }

    public String jdbcUrl() {
        return server.getJdbcUrl(USER, "postgres");
    }

    /**
     * Copies its content, in place of an earlier copy. Nobody may be connected to it meanwhile.
     *
     * @return the copy's URL
     */
    public String copy(String name) throws SQLException {
        var own = server.getJdbcUrl(USER, "template1");
        drop(name);
        execute(own, "create database %s template postgres strategy file_copy".formatted(name));
        return server.getJdbcUrl(USER, name);
    }

    /** Drops a copy, even if clients are connected to it. */
    public void drop(String copy) throws SQLException {
        execute(server.getJdbcUrl(USER, "template1"), "drop database if exists %s with (force)".formatted(copy));
    }

    public boolean isEmpty() throws SQLException {
        return query("select case when to_regclass('release_pointer') is null then 0 else 1 end, ''")
                .containsKey("0");
    }

    /** Checks whether the content was loaded completely: the current release is written last. */
    public boolean hasRelease() throws SQLException {
        return !isEmpty() && !query("select current, '' from release_pointer").containsKey("0");
    }

    /** Returns the bytes of each table and index of published content. */
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

    /** Returns the processor time of its running processes. */
    Duration cpu() throws IOException {
        return process().children().map(BenchmarkDatabase::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the server, which is the parent of all its other processes. */
    public ProcessHandle process() throws IOException {
        var pid = Files.readAllLines(folder.resolve("postgresql").resolve("postmaster.pid"))
                .get(0);
        return ProcessHandle.of(Long.parseLong(pid))
                .orElseThrow(() -> new IOException("the database does not run any more"));
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resets the statistics of statements. */
    public void resetStatements() throws SQLException {
        execute("create extension if not exists pg_stat_statements");
        execute("select pg_stat_statements_reset()");
    }

    /** Returns the slowest statements, with their time and number. */
    Map<String, String> statements() throws SQLException {
        return query("""
                select left(regexp_replace(query, '\\s+', ' ', 'g'), 110),
                       format('%s ms for %s, %s ms each', round(total_exec_time), calls, round(mean_exec_time::numeric, 3))
                from pg_stat_statements order by total_exec_time desc limit 22
                """);
    }

    /** Returns the time spent on statements since the reset. */
    public double statementMillis() throws SQLException {
        var sums = query("""
                select sum(total_exec_time)::text, '' from pg_stat_statements
                where query ~* '^\\s*(select|with|insert|update|delete)' and query not like '%pg_stat_statements%'
                """);
        return Double.parseDouble(sums.keySet().iterator().next());
    }

    private void execute(String sql) throws SQLException {
        execute(jdbcUrl(), sql);
    }

    private static void execute(String jdbcUrl, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
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
