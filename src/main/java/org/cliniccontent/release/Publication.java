package org.cliniccontent.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/**
 * Publishes working copies as one release: all of them or none. Bodies are rendered first; then the row of
 * {@code release_pointer} is locked, what is published now is checked against, and the release is written with the next
 * number. So releases neither overlap nor contradict each other, and the work under the lock is short.
 */
@ApplicationScoped
public class Publication {

    private final Database database;
    private final ContentTypes types;
    private final Gate gate;
    private final PublishedRows rows;
    private final ObjectMapper json;
    private final Clock clock;

    Publication(Database database, ContentTypes types, Gate gate, PublishedRows rows, ObjectMapper json, Clock clock) {
        this.database = database;
        this.types = types;
        this.gate = gate;
        this.rows = rows;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param picked the working copies' ids by type; what equals its published state is left out
     * @return the release, or nothing if there was nothing to change
     * @throws PublicationRefused if the resulting state would break a rule; nothing is published then
     */
    @Transactional
    public Optional<Release> publish(Map<String, ? extends Collection<UUID>> picked, String message, String author) {
        List<Candidate> rendered = new ArrayList<>();
        Map<String, String> sources = new HashMap<>();
        picked.forEach((name, ids) -> {
            var type = types.named(name);
            type.render(ids).forEach(view -> rendered.add(Candidate.of(type.description(), tree(view))));
            sources.putAll(type.sources(ids));
        });

        long current = lock();
        var candidates = changed(rendered);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        rows.insertSources(sources);
        gate.check(candidates, current);
        rows.write(candidates, current + 1);
        var release = insertRelease(current + 1, message, author, candidates.size());
        database.update(
                "update release_pointer set current = number, hash = release.hash from release where number = ?",
                release.number());
        return Optional.of(release);
    }

    /** Waits for any other publish to end, and keeps the next ones waiting until this transaction ends. */
    public long lock() {
        return database.queryOne("select current from release_pointer for update", row -> row.getLong(1))
                .orElseThrow();
    }

    private ObjectNode tree(Object view) {
        return json.valueToTree(view);
    }

    private List<Candidate> changed(List<Candidate> rendered) {
        Map<UUID, String> published = new HashMap<>();
        database.query(
                        """
                        select id, sha256 from published_item
                        where id = any(?::uuid[]) and until_release is null and state = 'PUBLISHED'
                        """,
                        row -> Map.entry(row.getObject(1, UUID.class), row.getString(2)),
                        rendered.stream().map(Candidate::id).toList())
                .forEach(row -> published.put(row.getKey(), row.getValue()));
        return rendered.stream()
                .filter(candidate -> !candidate.sha256().equals(published.get(candidate.id())))
                .toList();
    }

    private Release insertRelease(long number, String message, String author, int changes) {
        // A clock that was set back must not make "as of" ambiguous.
        var publishedAt = database.queryOne(
                        """
                        insert into release (number, published_at, message, author, changes, hash)
                        select number, published_at, message, author, ?,
                               release_hash(p.hash, number, published_at, message, author)
                        from (select ?::bigint as number,
                                     greatest(?, (select published_at from release where number = ?)) as published_at,
                                     ? as message, ? as author) r, release_pointer p
                        returning published_at
                        """,
                        row -> row.getTimestamp(1).toInstant(),
                        changes,
                        number,
                        Timestamp.from(clock.instant()),
                        number - 1,
                        message,
                        author)
                .orElseThrow();
        return new Release(number, publishedAt, message, author, changes);
    }
}
