package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/**
 * The length of the longest chain of links from an entity to others of its type. Sorted by it, link targets come first,
 * although nothing else orders entities of one type. It is undefined for cycles, and beyond {@link #DEEPEST}: there all
 * entities have the same depth.
 */
@ApplicationScoped
class LinkDepths {

    static final int DEEPEST = 32;

    /**
     * Corrects rows that this release wrote, and closes those of earlier releases. Depths are looked up one by one: for a
     * join, the planner may read them all.
     */
    private static final Sql WRITE = Sql.of("""
            with now as materialized (
                select w.id,
                       least(:deepest, max(case when l.value is null then 0 else 1 + coalesce((
                           select d.depth from link_depth d
                           where d.id = l.value::uuid and d.until_release is null), 0) end)) as depth,
                       coalesce((
                           select d.depth from link_depth d
                           where d.id = w.id and d.until_release is null), 0) as before
                from unnest(:ids::uuid[]) w(id)
                left join published_facet l on l.id = w.id and l.field = :field and l.until_release is null
                group by w.id
            ), differing as materialized (
                select id, depth from now where depth <> before
            ), ended as (
                update link_depth d set until_release = :release
                where d.id = any(array(select id from differing)) and d.until_release is null
                  and d.since_release < :release
            ), dropped as (
                delete from link_depth d using differing
                where d.id = differing.id and d.since_release = :release and differing.depth = 0
            ), written as (
                insert into link_depth (type, id, since_release, depth)
                select :type, id, :release, depth from differing where depth > 0
                on conflict (id, since_release) do update set depth = excluded.depth
            )
            select id from differing
            """);

    private final Database database;

    LinkDepths(Database database) {
        this.database = database;
    }

    /**
     * Updates the depths after the rows of a release are written. The cost is proportional to the changed entities and
     * those that become deeper.
     */
    void write(Collection<Candidate> changed, long release) {
        changed.stream().map(Candidate::type).distinct().forEach(type -> type.relations().stream()
                .filter(relation -> relation.target().equals(type.name()))
                .forEach(relation -> write(type.name(), relation.filter(), idsOf(type, changed), release)));
    }

    private static List<UUID> idsOf(TypeDescription type, Collection<Candidate> changed) {
        return changed.stream()
                .filter(candidate -> candidate.type().name().equals(type.name()))
                .map(Candidate::id)
                .toList();
    }

    private void write(String type, String field, List<UUID> ids, long release) {
        for (var affected = ids; !affected.isEmpty(); ) {
            affected = pointingTo(type, field, writeSome(type, field, affected, release));
        }
    }

    /**
     * Writes the depths of some entities.
     *
     * @return those whose depth changed
     */
    private List<UUID> writeSome(String type, String field, List<UUID> ids, long release) {
        return database.query(
                WRITE.with("deepest", DEEPEST)
                        .with("ids", ids)
                        .with("field", field)
                        .with("release", release)
                        .with("type", type),
                row -> row.getObject(1, UUID.class));
    }

    private List<UUID> pointingTo(String type, String field, List<UUID> ids) {
        return ids.isEmpty() ? List.of() : database.query("""
                        select distinct id from published_facet
                        where type = ? and field = ? and value = any(?) and until_release is null
                        """, row -> row.getObject(1, UUID.class), type, field, ids);
    }
}
