package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Reader;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.VanishedReleaseException;

/**
 * The feed of changes since a release, or of all content, chunk by chunk, in passes. A pass describes one release and
 * contains each entity at most once: first published entities, link targets before the entities that link to them, and
 * then removed ones, in the opposite order. Nothing is held between two chunks, not even a connection: the token holds
 * the position.
 */
@ApplicationScoped
class Feed {

    /** The number of changes read in one statement. */
    private static final int CHUNK = 200;

    /** The number of bytes beyond which a chunk ends early, however few changes it has. */
    private static final long MAX_BYTES = 4_000_000;

    private static final UUID LAST_ID = new UUID(-1, -1);

    /**
     * The condition on a bucket. Its few rows are found first; "offset 0" keeps the planner from merging the subquery.
     */
    private static final String OF_BUCKET =
            "(select b.* from published_item b where digest_bucket(b.type, b.id) = ? offset 0)";

    /**
     * The condition on the depth, as a value and not as a join: a join would begin with all entities of that depth,
     * however few have changed.
     */
    private static final String DEPTH_IS = """
             and coalesce((select d.depth from link_depth d where d.id = i.id and d.since_release <= ?
                           and (d.until_release is null or d.until_release > ?)), 0) = ?
            """;

    private final Database database;
    private final ContentTypes types;
    private final PassOrder order;
    private final CurrentRelease current;
    private final SyncTokens tokens;
    private final Reader reader;

    Feed(
            Database database,
            ContentTypes types,
            PassOrder order,
            CurrentRelease current,
            SyncTokens tokens,
            Reader reader) {
        this.database = database;
        this.types = types;
        this.order = order;
        this.current = current;
        this.tokens = tokens;
        this.reader = reader;
    }

    /** Returns the initial token of a partner without a copy. */
    SyncToken start(FeedFilter subset) {
        return SyncToken.complete(0, "", subset);
    }

    /** Checks whether the feed has more after a token. */
    boolean hasMore(SyncToken token) {
        return !token.isComplete() || token.release() < current.number();
    }

    /**
     * Returns the next changes.
     *
     * @param token has been read before, so its release is known here
     * @param limit the maximum number of changes
     */
    FeedPage page(SyncToken token, int limit) {
        try {
            return read(token, limit);
        } catch (VanishedReleaseException e) {
            if (!token.isComplete() || e.number() == token.release()) {
                throw SyncTokens.foreign(token.subset());
            }
            // The release was lost during the read. The check is repeated once against the present state, so that the
            // partner may get a 410.
            current.refresh();
            return read(token, limit);
        }
    }

    private FeedPage read(SyncToken token, int limit) {
        // The release is read once: later releases belong to the next pass.
        var pass = token.isComplete()
                ? new Pass(token.release(), Math.max(token.release(), current.number()), token.subset())
                : new Pass(token.from(), token.release(), token.subset());
        return reader.read(current.at(pass.to()).point(), () -> read(pass, token, limit));
    }

    private FeedPage read(Pass pass, SyncToken token, int limit) {
        List<SyncChange> found = new ArrayList<>();
        long bytes = 0;
        if (pass.from() < pass.to()) {
            for (PassSegment segment : remaining(pass, token.after())) {
                var after =
                        token.after() != null && segment.equals(token.after().segment()) ? token.after() : null;
                List<SyncChange> chunk;
                int wanted;
                do {
                    wanted = Math.min(CHUNK, limit - found.size());
                    chunk = read(pass, segment, after, wanted);
                    found.addAll(chunk);
                    bytes += chunk.stream()
                            .mapToLong(change -> change.body().length)
                            .sum();
                    if (found.size() == limit || bytes > MAX_BYTES) {
                        return new FeedPage(found, within(pass, found.get(found.size() - 1)));
                    }
                    after = chunk.isEmpty()
                            ? after
                            : chunk.get(chunk.size() - 1).position();
                } while (chunk.size() == wanted);
            }
        }
        return new FeedPage(found, SyncToken.complete(pass.to(), tokens.hashOf(pass.to()), pass.subset()));
    }

    /**
     * @param from the release that the copy is complete to
     * @param to the release that the pass describes
     */
    private record Pass(long from, long to, FeedFilter subset) {}

    private SyncToken within(Pass pass, SyncChange last) {
        return SyncToken.within(pass.to(), tokens.hashOf(pass.to()), pass.from(), last.position(), pass.subset());
    }

    private List<PassSegment> remaining(Pass pass, SyncToken.Position after) {
        var changed = changedTypes(pass);
        List<PassSegment> segments = new ArrayList<>();
        for (String type : order.ofPublished()) {
            if (changed.contains(type)) {
                int deepest = order.isSelfLinked(type) ? deepest(type) : 0;
                for (int depth = 0; depth <= deepest; depth++) {
                    segments.add(new PassSegment(false, type, depth));
                }
            }
        }
        if (pass.from() > 0) {
            order.ofRemoved().stream()
                    .filter(changed::contains)
                    .forEach(type -> segments.add(new PassSegment(true, type, 0)));
        }
        if (after == null) {
            return segments;
        }
        int at = segments.indexOf(after.segment());
        if (at < 0) {
            // The token may come from a version with other types.
            throw SyncTokens.garbled();
        }
        return segments.subList(at, segments.size());
    }

    /** Returns the types that may have changes, found by one index look-up each. */
    private Set<String> changedTypes(Pass pass) {
        return Set.copyOf(
                database.query("""
                select t from unnest(?::text[]) t cross join lateral (
                    select from published_item i
                    where i.type = t and i.since_release > ? and i.since_release <= ? limit 1) changed
                """, row -> row.getString(1), pass.subset().followed(types), pass.from(), pass.to()));
    }

    /** Returns the maximum depth of a type. It may exceed that at the pass's release; a query then finds nothing. */
    private int deepest(String type) {
        return database.queryOne(
                        "select coalesce(max(depth), 0) from link_depth where type = ?", row -> row.getInt(1), type)
                .orElseThrow();
    }

    private List<SyncChange> read(Pass pass, PassSegment segment, SyncToken.Position after, int limit) {
        long since = after == null ? pass.from() : after.since();
        List<Object> parameters = new ArrayList<>();
        if (pass.subset().hasBucket()) {
            parameters.add(pass.subset().bucket());
        }
        parameters.addAll(
                List.of(segment.type(), since, since, after == null ? LAST_ID : after.id(), pass.to(), pass.to()));
        // The release is compared separately, although the pair implies it: the planner cannot estimate the selectivity
        // of a pair.
        var sql = new StringBuilder("""
                select i.since_release, i.id, i.state, i.slug, i.sha256, i.body from\s""")
                .append(pass.subset().hasBucket() ? OF_BUCKET : "published_item")
                .append("""
                 i
                where i.type = ? and i.since_release >= ? and (i.since_release, i.id) > (?, ?) and
                """)
                .append(Items.VALID)
                .append(segment.removals() ? "and i.state <> 'PUBLISHED'" : "and i.state = 'PUBLISHED'");
        if (!segment.removals() && order.isSelfLinked(segment.type())) {
            sql.append(DEPTH_IS);
            parameters.addAll(List.of(pass.to(), pass.to(), segment.depth()));
        }
        sql.append(" order by i.since_release, i.id limit ?");
        parameters.add(limit);
        return database.query(
                sql.toString(),
                row -> new SyncChange(
                        new SyncToken.Position(segment, row.getLong(1), row.getObject(2, UUID.class)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBytes(6)),
                parameters.toArray());
    }
}
