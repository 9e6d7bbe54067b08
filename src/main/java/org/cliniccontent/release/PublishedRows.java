package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.database.Database;

/** Writes what a release publishes: items, and the facet rows by which lists find them. */
@ApplicationScoped
class PublishedRows {

    static final String REVIEW_DUE = "reviewDue";

    private final Database database;

    PublishedRows(Database database) {
        this.database = database;
    }

    void insertSources(Map<String, String> sources) {
        List<Object[]> rows = new ArrayList<>();
        sources.forEach((sha256, text) -> rows.add(new Object[] {sha256, text}));
        database.batch("insert into published_source (sha256, text) values (?, ?) on conflict do nothing", rows);
    }

    void write(Collection<Candidate> candidates, long release) {
        var ids = candidates.stream().map(Candidate::id).toList();
        database.update(
                "update published_item set until_release = ? where id = any(?::uuid[]) and until_release is null",
                release,
                ids);
        database.update(
                "update published_facet set until_release = ? where id = any(?::uuid[]) and until_release is null",
                release,
                ids);
        insertItems(candidates, release);
        insertFacets(candidates, release);
        refreshReviewDue(candidates, release);
    }

    private void insertItems(Collection<Candidate> candidates, long release) {
        List<Object[]> rows = new ArrayList<>();
        for (Candidate candidate : candidates) {
            var due = candidate.reviewDue();
            rows.add(new Object[] {
                candidate.id(),
                candidate.type().name(),
                candidate.slug(),
                release,
                candidate.name(),
                candidate.nameKey(),
                due == null ? null : Date.valueOf(due),
                candidate.canonical(),
                candidate.sha256()
            });
        }
        database.batch("""
                insert into published_item
                    (id, type, slug, since_release, state, name, name_key, review_due, body, sha256)
                values (?, ?, ?, ?, 'PUBLISHED', ?, ?, ?, ?, ?)
                """, rows);
    }

    private void insertFacets(Collection<Candidate> candidates, long release) {
        List<Object[]> rows = new ArrayList<>();
        for (Candidate candidate : candidates) {
            candidate
                    .facets()
                    .forEach((field, values) -> values.forEach(value -> rows.add(new Object[] {
                        candidate.type().name(), field, value, candidate.nameKey(), release, candidate.id(), release
                    })));
        }
        database.batch("""
                insert into published_facet (type, field, value, name_key, changed, id, since_release)
                values (?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    /**
     * An entity without a review of its own is due when the first of its documents is. So a document that changes takes
     * the entities that quote it along, without their content changing.
     */
    private void refreshReviewDue(Collection<Candidate> candidates, long release) {
        Set<UUID> affected = new HashSet<>();
        candidates.forEach(candidate -> affected.add(candidate.id()));
        var documents = candidates.stream()
                .filter(candidate -> candidate.body().has("sourceSha256"))
                .map(candidate -> candidate.id().toString())
                .toList();
        affected.addAll(database.query("""
                select distinct f.id from published_facet f
                join published_item i on i.id = f.id and i.until_release is null and i.review_due is null
                where f.field = 'document' and f.value = any(?) and f.until_release is null
                """, row -> row.getObject(1, UUID.class), documents));
        database.update("""
                update published_facet set until_release = ?
                where id = any(?::uuid[]) and field = ? and until_release is null and since_release < ?
                """, release, affected, REVIEW_DUE, release);
        database.update("""
                insert into published_facet (type, field, value, name_key, changed, id, since_release)
                select i.type, ?, coalesce(i.review_due, d.due)::text, i.name_key, i.since_release, i.id, ?
                from published_item i
                left join lateral (
                    select min(p.review_due) as due from published_facet f
                    join published_item p on p.id = f.value::uuid and p.until_release is null
                    where f.id = i.id and f.field = 'document' and f.until_release is null) d on true
                where i.id = any(?::uuid[]) and i.until_release is null and coalesce(i.review_due, d.due) is not null
                """, REVIEW_DUE, release, affected);
    }
}
