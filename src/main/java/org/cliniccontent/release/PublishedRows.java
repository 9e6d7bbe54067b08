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
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/** Writes the rows of a release: items, and the facet rows by which lists find them. */
@ApplicationScoped
class PublishedRows {

    static final String REVIEW_DUE = "reviewDue";

    private static final String END_ROWS = """
            with ended as (
                update published_item set until_release = :release
                where id = any(:ids::uuid[]) and until_release is null)
            update published_facet set until_release = :release where id = any(:ids::uuid[]) and until_release is null;
            """;

    private static final String INSERT_ROWS = """
            insert into published_item
                (id, type, slug, since_release, state, name, name_key, review_due, body, sha256, approved_by)
            select i.id, i.type, i.slug, :release, i.state, i.name, i.name_key, i.review_due, i.body, i.sha256, i.approved_by
            from unnest(:ids::uuid[], :types::text[], :slugs::text[], :states::text[], :names::text[], :nameKeys::text[],
                        :reviewsDue::date[], :bodies::text[], :hashes::text[], :approvers::text[])
                i(id, type, slug, state, name, name_key, review_due, body, sha256, approved_by);
            insert into published_facet (type, field, value, name_key, changed, id, since_release)
            select f.type, f.field, f.value, f.name_key, r.number, f.id, r.number
            from unnest(:facetTypes::text[], :facetFields::text[], :facetValues::text[], :facetNameKeys::text[],
                        :facetIds::uuid[]) f(type, field, value, name_key, id),
                 (select :release::bigint as number) r
            """;

    private static final Sql INSERT = Sql.of(INSERT_ROWS);
    private static final Sql REPLACE = Sql.of(END_ROWS + INSERT_ROWS);

    private final Database database;

    PublishedRows(Database database) {
        this.database = database;
    }

    void write(ProspectiveState state, long release) {
        var candidates = state.changed();
        insertSources(candidates);
        // In this order, but sent together: whoever publishes next waits for each answer that is waited for here.
        boolean replaces = candidates.stream()
                .anyMatch(candidate -> state.current(candidate.id()).isPresent());
        var statements = (replaces ? REPLACE : INSERT).with("release", release);
        bindItems(candidates, statements);
        bindFacets(state, statements);
        database.update(statements);
        refreshReviewDue(candidates, release);
    }

    private void insertSources(Collection<Candidate> candidates) {
        List<Object[]> rows = new ArrayList<>();
        candidates.stream()
                .filter(candidate -> candidate.source() != null)
                .forEach(candidate ->
                        rows.add(new Object[] {CanonicalJson.sha256(candidate.source()), candidate.source()}));
        database.batch("insert into published_source (sha256, text) values (?, ?) on conflict do nothing", rows);
    }

    private static void bindItems(Collection<Candidate> candidates, Sql.Bound statements) {
        statements
                .with("ids", column(candidates, Candidate::id))
                .with("types", column(candidates, candidate -> candidate.type().name()))
                .with("slugs", column(candidates, Candidate::slug))
                .with("states", column(candidates, Candidate::state))
                .with("names", column(candidates, Candidate::name))
                .with("nameKeys", column(candidates, Candidate::nameKey))
                .with("reviewsDue", column(candidates, Candidate::reviewDue))
                .with("bodies", column(candidates, Candidate::canonical))
                .with("hashes", column(candidates, Candidate::sha256))
                .with("approvers", column(candidates, Candidate::approvedBy));
    }

    /** Returns an array for a column, so that one statement inserts all rows. */
    private static <T> List<Object> column(Collection<T> rows, Function<T, Object> value) {
        return rows.stream().map(value).toList();
    }

    private record FacetRow(Candidate of, String field, String value) {}

    private static void bindFacets(ProspectiveState state, Sql.Bound statements) {
        List<FacetRow> rows = new ArrayList<>();
        for (Candidate candidate : state.changed()) {
            var facets = candidate.facets();
            reviewDue(candidate, state).ifPresent(due -> facets.put(REVIEW_DUE, Set.of(due.toString())));
            facets.forEach((field, values) -> values.forEach(value -> rows.add(new FacetRow(candidate, field, value))));
        }
        statements
                .with("facetTypes", column(rows, row -> row.of().type().name()))
                .with("facetFields", column(rows, FacetRow::field))
                .with("facetValues", column(rows, FacetRow::value))
                .with("facetNameKeys", column(rows, row -> row.of().nameKey()))
                .with("facetIds", column(rows, row -> row.of().id()));
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
