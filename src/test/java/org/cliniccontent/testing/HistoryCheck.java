package org.cliniccontent.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.generator.Kind;
import org.cliniccontent.release.Candidate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The invariants of a database, whatever was done to it, by whom and with what concurrency: releases are numbered and
 * chained without a gap, the states of an entity follow one another, published content is intact, links only to content
 * published with it and quotes exactly, lists find it, digests prove it, and working copies match their drafts. The
 * check reads the tables and recomputes everything itself, for every release. Each {@link #check} continues after the
 * previous one.
 */
public final class HistoryCheck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, TypeDescription> TYPES = Arrays.stream(Kind.values())
            .map(kind -> kind.type().description())
            .collect(Collectors.toMap(TypeDescription::name, type -> type));
    private static final int MOST_TOLD = 50;

    private final String jdbcUrl;
    private final Approvals approvals;
    private final List<String> violations = new ArrayList<>();
    private final Versions versions = new Versions(this::source, violations::add);
    private final SyncCheck sync = new SyncCheck(violations::add);
    private Rows rows;
    private ReleaseChain.Link checked = ReleaseChain.FIRST;

    /** @param jdbcUrl the URL with the user */
    public HistoryCheck(String jdbcUrl) {
        this(jdbcUrl, null);
    }

    /** @param approvals the approvals required of everything published; null: anything may have been approved */
    public HistoryCheck(String jdbcUrl, Approvals approvals) {
        this.jdbcUrl = jdbcUrl;
        this.approvals = approvals;
    }

    /** Returns the last release that was checked. */
    public long release() {
        return checked.number();
    }

    /**
     * Checks everything new.
     *
     * @throws AssertionError with every violation
     */
    public void check() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            // One snapshot: what is written meanwhile is for the next time.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            check(connection);
        }
    }

    void check(Connection connection) throws SQLException {
        violations.clear();
        rows = new Rows(connection);
        checkReleases();
        new DraftsCheck(rows, violations::add).check(TYPES.keySet());
        assertThat(violations.stream().limit(MOST_TOLD))
                .as("%d violations of the history up to release %d", violations.size(), checked.number())
                .isEmpty();
    }

    private void checkReleases() throws SQLException {
        var pointer = rows.one(
                "select current, hash from release_pointer",
                row -> new ReleaseChain.Link(row.getLong(1), row.getString(2)));
        if (pointer.equals(checked)) {
            return;
        }
        long from = checked.number();
        var items = loadItems(from);
        checked = new ReleaseChain(rows, violations::add).follow(checked, items);
        require(checked.equals(pointer), "the pointer says %s, the releases end with %s", pointer, checked);
        rows.each(
                "select id, since_release, until_release from published_item where until_release > ? and since_release <= ?",
                row -> versions.end(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)),
                from,
                from);
        versions.check();
        checkFacetsLast(from);
        sync.follow(rows, items);
    }

    /** Loads the items by release. */
    private Map<Long, List<Version>> loadItems(long from) throws SQLException {
        var facets = loadFacets(from);
        Map<Long, List<Version>> items = new TreeMap<>();
        rows.each(
                "select * from published_item where since_release > ? order by since_release, type collate \"C\", id",
                row -> {
                    var version = version(row, facets);
                    versions.add(version);
                    items.computeIfAbsent(version.since(), release -> new ArrayList<>())
                            .add(version);
                },
                from);
        require(facets.isEmpty(), "facets of what is not published: %s", facets.keySet());
        return items;
    }

    private record Place(UUID id, long since) {}

    /**
     * Loads the facets by field and value, except for the due dates of reviews, which may change while their entity
     * does not.
     */
    private Map<Place, Set<String>> loadFacets(long from) throws SQLException {
        Map<Place, Set<String>> facets = new HashMap<>();
        rows.each(
                "select id, since_release, field, value from published_facet where field <> 'reviewDue' and since_release > ?",
                row -> facets.computeIfAbsent(
                                new Place(row.getObject(1, UUID.class), row.getLong(2)), place -> new TreeSet<>())
                        .add(row.getString(3) + '=' + row.getString(4)),
                from);
        return facets;
    }

    private Version version(ResultSet row, Map<Place, Set<String>> facets) throws SQLException {
        var type = TYPES.get(row.getString("type"));
        var body = row.getString("body");
        var content = Candidate.of(type, JsonBodies.parse(JSON, body));
        var until = row.getObject("until_release", Long.class);
        var version = Version.of(
                content,
                row.getString("state"),
                row.getLong("since_release"),
                until == null ? Version.OPEN : until,
                row.getString("sha256"),
                row.getString("approved_by"));
        require(content.canonical().equals(body), "%s is not canonical", version);
        require(version.sha256().equals(CanonicalJson.sha256(body)), "%s has another hash than its body", version);
        require(columns(row).equals(columns(content)), "%s: %s, but %s", version, columns(row), columns(content));
        Set<String> expected = new TreeSet<>();
        content.facets().forEach((field, values) -> values.forEach(value -> expected.add(field + '=' + value)));
        var found = facets.remove(new Place(version.id(), version.since()));
        require(
                expected.equals(found == null ? Set.of() : found),
                "%s is to be found by %s, but is by %s",
                version,
                expected,
                found);
        require(
                approvals == null || approvals.allows(version),
                "%s, approved by %s, was never approved so",
                version,
                version.approvedBy());
        return version;
    }

    private static Map<String, Object> columns(ResultSet row) throws SQLException {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (String name : List.of("id", "type", "slug", "state", "name", "name_key", "review_due")) {
            columns.put(name, String.valueOf(row.getObject(name)));
        }
        return columns;
    }

    private static Map<String, Object> columns(Candidate content) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("id", content.id().toString());
        columns.put("type", content.body().path("type").asText());
        columns.put("slug", content.slug());
        columns.put("state", content.state());
        columns.put("name", content.name());
        columns.put("name_key", content.nameKey());
        columns.put("review_due", String.valueOf(content.reviewDue()));
        return columns;
    }

    /**
     * Checks that facets are valid exactly as long as their entity, and that due dates follow from the present content.
     */
    private void checkFacetsLast(long from) throws SQLException {
        rows.each(
                """
                select f.id, f.field, f.since_release, f.until_release from published_facet f
                left join published_item i on i.id = f.id and i.since_release = f.since_release
                where f.field <> 'reviewDue' and (f.since_release > ? or f.until_release > ?)
                  and (i.id is null or i.until_release is distinct from f.until_release
                       or i.type <> f.type or i.name_key <> f.name_key or f.changed <> f.since_release)
                """,
                row -> violations.add("facet %s of %s from %d to %d is not as its entity"
                        .formatted(row.getString(2), row.getString(1), row.getLong(3), row.getLong(4))),
                from,
                from);
        rows.each(
                """
                select coalesce(w.id, f.id), w.due, f.value from (
                    select i.id, coalesce(i.review_due, min(p.review_due))::text as due from published_item i
                    left join published_facet d on d.id = i.id and d.field = 'document' and d.until_release is null
                    left join published_item p on p.id::text = d.value and p.until_release is null
                    where i.until_release is null and i.state = 'PUBLISHED' group by i.id, i.review_due) w
                full join (select id, string_agg(value, '+') as value from published_facet
                           where field = 'reviewDue' and until_release is null group by id) f on f.id = w.id
                where w.due is distinct from f.value
                """,
                row -> violations.add("the review of %s is due %s, but it is found by %s"
                        .formatted(row.getString(1), row.getString(2), row.getString(3))));
    }

    private String source(String sha256) {
        try {
            return rows.one("select text from published_source where sha256 = ?", row -> row.getString(1), sha256);
        } catch (SQLException e) {
            throw new IllegalStateException("no source " + sha256, e);
        }
    }

    private void require(boolean holds, String message, Object... parameters) {
        if (!holds) {
            violations.add(message.formatted(parameters));
        }
    }
}
