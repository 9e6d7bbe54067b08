package org.cliniccontent.generator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** A loader that fills an empty database with the content of a {@link Plan}, a chunk of families at a time. */
public final class Load {

    private static final int CHUNK = 200;
    private static final String SOURCES = "copy published_source (sha256, text) from stdin";
    private static final String ITEMS =
            "copy published_item (id, type, slug, since_release, until_release, state, name, name_key, review_due, body, sha256) from stdin";
    private static final String FACETS =
            "copy published_facet (type, field, value, name_key, changed, id, since_release, until_release) from stdin";

    private final Plan plan;
    private final Connection connection;

    private Load(Plan plan, Connection connection) {
        this.plan = plan;
        this.connection = connection;
    }

    /**
     * Loads the content.
     *
     * @throws IllegalStateException if the database has a release already
     */
    public static void run(String jdbcUrl, String user, Plan plan) throws SQLException, IOException {
        migrate(jdbcUrl, user);
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "")) {
            new Load(plan, connection).run();
        }
    }

    /** Migrates the schema. */
    public static void migrate(String jdbcUrl, String user) {
        Flyway.configure().dataSource(jdbcUrl, user, "").load().migrate();
    }

    private void run() throws SQLException, IOException {
        if (!"0".equals(strings("select current from release_pointer").get(0))) {
            throw new IllegalStateException("the database is not empty");
        }
        execute("set synchronous_commit = off");
        execute("set maintenance_work_mem = '1GB'");
        insertReleases();
        // An index that is built in one go is faster and smaller than one that grows; the primary key guards.
        var indexes = strings("""
                select pg_get_indexdef(indexrelid) from pg_index
                where indrelid in ('published_item'::regclass, 'published_facet'::regclass) and not indisprimary
                """);
        for (String name : strings("""
                select indexrelid::regclass::text from pg_index
                where indrelid in ('published_item'::regclass, 'published_facet'::regclass) and not indisprimary
                """)) {
            execute("drop index " + name);
        }
        copyAll();
        for (String index : indexes) {
            execute(index);
        }
        execute("update release_pointer set current = " + plan.releases());
        chainReleases();
        execute("vacuum analyze");
        keepDigests();
        keepLinkDepths();
    }

    private void insertReleases() throws SQLException {
        var changes = new int[plan.releases() + 1];
        for (int family = 0; family < plan.families(); family++) {
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < plan.size(kind, family); i++) {
                    changes[plan.release(family)]++;
                    changes[plan.revisedIn(new Plan.Place(kind, family, i))]++;
                }
            }
        }
        try (var insert = connection.prepareStatement(
                "insert into release (number, published_at, message, author, changes, hash, digest) values (?, ?, ?, ?, ?, repeat('0', 64), repeat('0', 64))")) {
            for (int number = 1; number <= plan.releases(); number++) {
                insert.setLong(1, number);
                insert.setTimestamp(2, Timestamp.from(publishedAt(number)));
                insert.setString(3, "Generated content, part " + number);
                insert.setString(4, "generator");
                insert.setInt(5, changes[number]);
                insert.executeUpdate();
            }
        }
    }

    private void chainReleases() throws SQLException {
        execute("alter table release disable trigger release_is_not_changed");
        for (int number = 1; number <= plan.releases(); number++) {
            execute("""
                    with chained as (
                        update release r set hash = release_hash(p.hash, r.number, published_at, message, author)
                        from release_pointer p where r.number = %d returning r.hash)
                    update release_pointer set hash = chained.hash from chained
                    """.formatted(number));
        }
        execute("alter table release enable trigger release_is_not_changed");
    }

    private void keepDigests() throws SQLException {
        execute("alter table release disable trigger release_is_not_changed");
        for (int number = 1; number <= plan.releases(); number++) {
            execute("update release set digest = keep_digest(number) where number = " + number);
        }
        execute("alter table release enable trigger release_is_not_changed");
    }

    /** Computes the depths for the last release only: passes over earlier ones do not need them. */
    private void keepLinkDepths() throws SQLException {
        for (int depth = 1; depth <= 32; depth++) {
            execute("""
                    insert into link_depth (type, id, since_release, depth)
                    select distinct f.type, f.id, 1, %1$d from published_facet f
                    left join link_depth d on d.id = f.value::uuid
                    where f.type = 'condition' and f.field = 'causedBy' and f.until_release is null
                      and (%1$d = 1 or d.depth = %1$d - 1)
                    on conflict (id, since_release) do update set depth = excluded.depth
                    """.formatted(depth));
        }
        execute("analyze");
    }

    static java.time.Instant publishedAt(int release) {
        return Plan.FIRST_RELEASE.plus(Duration.ofDays(30L * (release - 1)));
    }

    private void copyAll() throws SQLException, IOException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (int from = 0; from < plan.families(); from += CHUNK) {
            var chunk = IntStream.range(from, Math.min(from + CHUNK, plan.families()))
                    .parallel()
                    .mapToObj(family -> Rows.of(plan, family))
                    .toList();
            copy(copy, SOURCES, chunk, rows -> rows.sources);
            copy(copy, ITEMS, chunk, rows -> rows.items);
            copy(copy, FACETS, chunk, rows -> rows.facets);
        }
    }

    private static void copy(CopyManager copy, String sql, List<Rows> chunk, Function<Rows, StringBuilder> part)
            throws SQLException, IOException {
        var text = new StringBuilder();
        chunk.forEach(rows -> text.append(part.apply(rows)));
        // As bytes: given characters, the driver may cut a surrogate pair in two.
        copy.copyIn(sql, new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> strings(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
