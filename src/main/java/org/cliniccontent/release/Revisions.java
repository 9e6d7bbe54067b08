package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/** The publication history of one entity. */
@ApplicationScoped
public class Revisions {

    private static final String SELECT = """
            select i.since_release, r.published_at, r.author, r.message, i.state, i.slug, i.name, i.sha256, i.approved_by,
                   exists (select from published_item p where p.id = i.id
                           and p.until_release = i.since_release and p.state = 'PUBLISHED') as was_published
            from published_item i join release r on r.number = i.since_release
            where i.id = ? and i.since_release < ?
            """;

    private final Database database;

    Revisions(Database database) {
        this.database = database;
    }

    /** Returns the revisions below a release number, the newest first. */
    public List<Revision> before(UUID id, long release, int limit) {
        return database.query(SELECT + "order by i.since_release desc limit ?", Revision::of, id, release, limit);
    }

    /** Returns the revision that is published at a release; empty if there is none. */
    public Optional<Revision> publishedAt(UUID id, long release) {
        return database.queryOne(
                SELECT + "and i.state = 'PUBLISHED' and (i.until_release is null or i.until_release > ?)",
                Revision::of,
                id,
                release + 1,
                release);
    }

    /** Returns the last revision published below a release number, even if it was removed meanwhile. */
    public Optional<Revision> lastPublishedBefore(UUID id, long release) {
        return database.queryOne(
                SELECT + "and i.state = 'PUBLISHED' order by i.since_release desc limit 1", Revision::of, id, release);
    }
}
