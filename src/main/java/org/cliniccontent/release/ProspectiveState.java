package org.cliniccontent.release;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.database.Database;

/**
 * The state that a release would lead to, limited to the entities that it changes and those that they point to. It
 * takes one statement.
 */
final class ProspectiveState {

    /** The present published state of an entity. */
    record Current(UUID id, String type, String slug, String state, String sha256, LocalDate reviewDue, String body) {

        boolean isPublished() {
            return state.equals(Item.PUBLISHED);
        }
    }

    private final List<Candidate> changed;
    private final Map<UUID, Candidate> byId = new HashMap<>();
    private final Map<UUID, Current> current;

    private ProspectiveState(List<Candidate> changed, Map<UUID, Current> current) {
        this.changed = changed;
        this.current = current;
        changed.forEach(candidate -> byId.put(candidate.id(), candidate));
    }

    static ProspectiveState of(Collection<Candidate> candidates, Database database) {
        Set<UUID> ids = new HashSet<>();
        Set<UUID> documents = new HashSet<>();
        for (Candidate candidate : candidates) {
            ids.add(candidate.id());
            documents.addAll(candidate.documents());
            candidate
                    .links()
                    .forEach(link ->
                            ids.add(UUID.fromString(link.node().path("id").asText())));
        }
        ids.addAll(documents);
        Map<UUID, Current> current = new HashMap<>();
        // Bodies of documents tell which source their passages lie in; other bodies are not needed. A join, because an
        // array in a comparison is converted again for every row.
        database.query(
                        """
                        select i.id, i.type, i.slug, i.state, i.sha256, i.review_due, case when w.quoted then i.body end
                        from unnest(?::uuid[], ?::boolean[]) w(id, quoted)
                        join published_item i on i.id = w.id and i.until_release is null
                        """,
                        row -> new Current(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getObject(6, LocalDate.class),
                                row.getString(7)),
                        ids,
                        ids.stream().map(documents::contains).toList())
                .forEach(each -> current.put(each.id(), each));
        var changed = candidates.stream()
                .filter(candidate -> !equalsCurrent(current.get(candidate.id()), candidate))
                .toList();
        return new ProspectiveState(changed, current);
    }

    private static boolean equalsCurrent(Current current, Candidate candidate) {
        return current != null
                && current.sha256().equals(candidate.sha256())
                && current.state().equals(candidate.state());
    }

    /** Returns the candidates that differ from the published state. */
    List<Candidate> changed() {
        return changed;
    }

    Optional<Candidate> candidate(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    Set<UUID> changedIds() {
        return byId.keySet();
    }

    /** Returns the present published state of an entity, which may be a tombstone. */
    Optional<Current> current(UUID id) {
        return Optional.ofNullable(current.get(id));
    }

    /** Checks whether an entity will be published after the release. */
    boolean willBePublished(UUID id) {
        return candidate(id)
                .map(candidate -> !candidate.isRemoval())
                .orElseGet(() -> current(id).map(Current::isPublished).orElse(false));
    }

    /** Returns the due date of an entity's own review after the release; null if it has none. */
    LocalDate reviewDue(UUID id) {
        var candidate = byId.get(id);
        if (candidate != null) {
            return candidate.reviewDue();
        }
        return current(id).map(Current::reviewDue).orElse(null);
    }
}
