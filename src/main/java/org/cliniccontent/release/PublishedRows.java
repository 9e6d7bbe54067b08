package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.database.Database;

/** Writes the rows of a release: items, and the facet rows by which lists find them. */
@ApplicationScoped
class PublishedRows {

    static final String REVIEW_DUE = "reviewDue";

    private final Database database;

    PublishedRows(Database database) {
        this.database = database;
    }

    void write(ProspectiveState state, long release) {
        var candidates = state.changed();
        var ids = column(candidates, Candidate::id);
        insertSources(candidates);
        // The statements are sent together, in this order: the next publisher waits for every round trip made here.
        var batch = new StatementBatch();
        if (candidates.stream()
                .anyMatch(candidate -> state.current(candidate.id()).isPresent())) {
            batch.add("""
                    with ended as (
                        update published_item set until_release = ? where id = any(?::uuid[]) and until_release is null)
                    update published_facet set until_release = ? where id = any(?::uuid[]) and until_release is null
                    """, release, ids, release, ids);
        }
        insertItems(candidates, release, batch);
        insertFacets(state, release, batch);
        batch.run(database);
        refreshReviewDue(candidates, release);
    }

    /** A batch of independent statements. */
    private static final class StatementBatch {

        private final StringJoiner statements = new StringJoiner(";\n");
        private final List<Object> parameters = new ArrayList<>();

        void add(String statement, Object... values) {
            statements.add(statement);
            parameters.addAll(List.of(values));
        }

        void run(Database database) {
            database.update(statements.toString(), parameters.toArray());
        }
    }

    private void insertSources(Collection<Candidate> candidates) {
        List<Object[]> rows = new ArrayList<>();
        candidates.stream()
                .filter(candidate -> candidate.source() != null)
                .forEach(candidate ->
                        rows.add(new Object[] {CanonicalJson.sha256(candidate.source()), candidate.source()}));
        database.batch("insert into published_source (sha256, text) values (?, ?) on conflict do nothing", rows);
    }

    private static void insertItems(Collection<Candidate> candidates, long release, StatementBatch batch) {
        batch.add(
                """
                insert into published_item
                    (id, type, slug, since_release, state, name, name_key, review_due, body, sha256, approved_by)
                select i.id, i.type, i.slug, ?, i.state, i.name, i.name_key, i.review_due, i.body, i.sha256, i.approved_by
                from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::date[], ?::text[],
                            ?::text[], ?::text[])
                    i(id, type, slug, state, name, name_key, review_due, body, sha256, approved_by)
                """,
                release,
                column(candidates, Candidate::id),
                column(candidates, candidate -> candidate.type().name()),
                column(candidates, Candidate::slug),
                column(candidates, Candidate::state),
                column(candidates, Candidate::name),
                column(candidates, Candidate::nameKey),
                column(candidates, Candidate::reviewDue),
                column(candidates, Candidate::canonical),
                column(candidates, Candidate::sha256),
                column(candidates, Candidate::approvedBy));
    }

    /** Returns an array for a column, so that one statement inserts all rows. */
    private static <T> List<Object> column(Collection<T> rows, Function<T, Object> value) {
        return rows.stream().map(value).toList();
    }

    private record FacetRow(Candidate of, String field, String value) {}

    private static void insertFacets(ProspectiveState state, long release, StatementBatch batch) {
        List<FacetRow> rows = new ArrayList<>();
        for (Candidate candidate : state.changed()) {
            var facets = candidate.facets();
            reviewDue(candidate, state).ifPresent(due -> facets.put(REVIEW_DUE, Set.of(due.toString())));
            facets.forEach((field, values) -> values.forEach(value -> rows.add(new FacetRow(candidate, field, value))));
        }
        batch.add(
                """
                insert into published_facet (type, field, value, name_key, changed, id, since_release)
                select f.type, f.field, f.value, f.name_key, r.number, f.id, r.number
                from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[]) f(type, field, value, name_key, id),
                     (select ?::bigint as number) r
                """,
                column(rows, row -> row.of().type().name()),
                column(rows, FacetRow::field),
                column(rows, FacetRow::value),
                column(rows, row -> row.of().nameKey()),
                column(rows, row -> row.of().id()),
                release);
    }

    /** Returns the due date of its own review, or the earliest among those of its documents. */
    private static Optional<LocalDate> reviewDue(Candidate candidate, ProspectiveState state) {
        if (candidate.isRemoval() || candidate.reviewDue() != null) {
            return Optional.ofNullable(candidate.reviewDue());
        }
        return candidate.documents().stream()
                .map(state::reviewDue)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /**
     * Updates the due dates of entities without a review of their own when a document that they quote changes. Their
     * content stays the same.
     */
    private void refreshReviewDue(Collection<Candidate> candidates, long release) {
        var documents = candidates.stream()
                .filter(candidate -> candidate.body().has("sourceSha256"))
                .map(candidate -> candidate.id().toString())
                .toList();
        if (documents.isEmpty()) {
            return;
        }
        var affected = database.query("""
                select distinct f.id from published_facet f
                join published_item i on i.id = f.id and i.until_release is null and i.review_due is null
                where f.field = 'document' and f.value = any(?) and f.until_release is null
                  and i.since_release < ?
                """, row -> row.getObject(1, UUID.class), documents, release);
        database.update("""
                update published_facet set until_release = ?
                where id = any(?::uuid[]) and field = ? and until_release is null and since_release < ?
                """, release, affected, REVIEW_DUE, release);
        database.update("""
                insert into published_facet (type, field, value, name_key, changed, id, since_release)
                select i.type, ?, d.due::text, i.name_key, i.since_release, i.id, ?
                from published_item i
                cross join lateral (
                    select min(p.review_due) as due from published_facet f
                    join published_item p on p.id = f.value::uuid and p.until_release is null
                    where f.id = i.id and f.field = 'document' and f.until_release is null) d
                where i.id = any(?::uuid[]) and i.until_release is null and d.due is not null
                """, REVIEW_DUE, release, affected);
    }
}
