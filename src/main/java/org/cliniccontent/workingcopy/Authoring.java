package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.All;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cliniccontent.access.Caller;
import org.cliniccontent.content.Review;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.Cancellation;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Applies edits to working copies: what they name is created or replaced, all of it or nothing. What a working copy says
 * already is left alone, so that the same edits change nothing when they are applied again.
 */
@ApplicationScoped
public class Authoring {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final List<Editable<?, ?>> types;
    private final Drafts drafts;
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;
    private final Cancellation cancellation;

    Authoring(
            @All List<Editable<?, ?>> types,
            Drafts drafts,
            Database database,
            ObjectMapper json,
            Clock clock,
            Cancellation cancellation) {
        this.types = types;
        this.drafts = drafts;
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.cancellation = cancellation;
    }

    /**
     * @return what was changed, as it would be published
     * @throws org.cliniccontent.http.problem.ProblemException with every fault of the edits
     */
    @Transactional
    public List<Candidate> apply(EditSet incoming, Caller by) {
        // Locked before they are read, so that what is read is what is changed.
        return apply(incoming, by, draft -> false, lock(incoming));
    }

    /** As {@link #apply}, but nothing of it may exist yet. */
    void create(EditSet incoming, Caller by) {
        var before = lock(incoming);
        if (!before.isEmpty()) {
            throw new ProblemException(ProblemType.PRECONDITION_FAILED, "It exists already");
        }
        apply(incoming, by, draft -> false, before);
    }

    /**
     * Applies edits that are meant for certain working copies, whatever slugs they are to have, and sees these as changed
     * even if their content is not.
     *
     * @throws ProblemException 409 if another has one of the slugs by now, which would be changed in their place
     */
    public List<Candidate> apply(EditSet incoming, Caller by, Set<UUID> meant) {
        var before = lock(incoming);
        if (!before.keySet().equals(meant)) {
            throw takenMeanwhile(incoming, before, meant);
        }
        return apply(incoming, by, draft -> true, before);
    }

    /** Another working copy was given a slug of the edits since they were made, or one that was meant was discarded. */
    private ProblemException takenMeanwhile(EditSet incoming, Map<UUID, Draft> locked, Set<UUID> meant) {
        List<Fault> faults = new ArrayList<>();
        for (Editable<?, ?> type : types) {
            locked.values().stream()
                    .filter(draft -> draft.type().equals(type.description().name()) && !meant.contains(draft.id()))
                    .forEach(draft -> faults.add(UniqueValues.slugTaken(type, draft.slug())));
        }
        return UniqueValues.conflict(incoming, faults);
    }

    /** With what working copies say already, and no release has published yet. */
    public List<Candidate> applyToRelease(EditSet incoming, Caller by) {
        return apply(incoming, by, draft -> draft.state() != Draft.State.RELEASED, lock(incoming));
    }

    private List<Candidate> apply(EditSet incoming, Caller by, Predicate<Draft> anyway, Map<UUID, Draft> before) {
        var copies = new WorkingCopies(incoming, types, Panache.getEntityManager());
        copies.load();
        new QuoteResolver(incoming, copies).resolve();
        cancellation.check();
        LinkCheck.check(incoming, copies, types);
        copies.checkRenamed();
        copies.checkIds(this::ownersOf);
        incoming.throwIfFaulty();
        copies.createMissing();

        Map<Editable<?, ?>, Set<UUID>> changed = new HashMap<>();
        var alsoChanged = removed(before);
        before.values().stream().filter(anyway).forEach(draft -> alsoChanged.add(draft.id()));
        for (Editable<?, ?> type : types) {
            changed.put(type, applyAll(type, incoming, copies, before.keySet(), alsoChanged));
            // It is in the working copies now; two of it would be in memory while these are rendered.
            incoming.tree().remove(type.bundleKey());
        }
        flush(incoming, copies, changed);
        List<Candidate> candidates = new ArrayList<>();
        changed.forEach((type, ids) -> {
            cancellation.check();
            candidates.addAll(render(type, ids));
        });
        cancellation.check();
        // Rendered and written: what was loaded and made for that would take memory until the transaction ends.
        Panache.getEntityManager().clear();
        save(candidates, before, by);
        return candidates;
    }

    /** Whose ids some are, as a type and a slug. */
    private Map<UUID, String> ownersOf(Collection<UUID> ids) {
        Map<UUID, String> owners = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query(
                            "select id, type, slug from draft where id = any(?::uuid[])",
                            row -> Map.entry(
                                    row.getObject(1, UUID.class), row.getString(2) + " '" + row.getString(3) + "'"),
                            ids)
                    .forEach(row -> owners.put(row.getKey(), row.getValue()));
        }
        return owners;
    }

    /** Writes the working copies. What the database refuses is looked up: in a transaction that failed it could not be. */
    private void flush(EditSet incoming, WorkingCopies copies, Map<Editable<?, ?>, Set<UUID>> changed) {
        database.update("savepoint unflushed");
        try {
            copies.persistAdded();
        } catch (ConstraintViolationException e) {
            database.update("rollback to savepoint unflushed");
            throw switch (e.getKind()) {
                case UNIQUE -> UniqueValues.conflict(incoming, copies, changed);
                case FOREIGN_KEY ->
                    new ProblemException(
                            ProblemType.CONFLICT, "Something that it points to was discarded at the same time");
                default -> new IllegalStateException("the database refuses what the schema admits", e);
            };
        }
    }

    /** Renders working copies; they must have been flushed. */
    List<Candidate> render(Editable<?, ?> type, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var sources = type.sources(ids);
        return type.render(ids).stream()
                .map(view -> Candidate.of(type.description(), json.valueToTree(view)))
                .map(candidate -> candidate.withSource(sources.get(candidate.id())))
                .toList();
    }

    /** What the edits name, under the slugs that it has and those that it had before they rename it. */
    private Map<UUID, Draft> lock(EditSet incoming) {
        List<String> names = new ArrayList<>();
        List<String> slugs = new ArrayList<>();
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).fieldNames().forEachRemaining(slug -> {
                names.add(type.description().name());
                slugs.add(slug);
            });
            incoming.tree().path("renamed").fieldNames().forEachRemaining(path -> {
                if (path.startsWith(type.bundleKey() + '/')) {
                    names.add(type.description().name());
                    slugs.add(path.substring(path.indexOf('/') + 1));
                }
            });
        }
        return drafts.lock(names, slugs).stream().collect(Collectors.toMap(Draft::id, Function.identity()));
    }

    /** Those that are removed, or to be: an edit brings them back, even one that changes nothing else. */
    private Set<UUID> removed(Map<UUID, Draft> before) {
        Set<UUID> removed = new HashSet<>(database.query(
                "select id from published_item where id = any(?::uuid[]) and until_release is null and state <> 'PUBLISHED'",
                row -> row.getObject(1, UUID.class),
                before.keySet()));
        before.values().stream().filter(draft -> draft.removal() != null).forEach(draft -> removed.add(draft.id()));
        return removed;
    }

    private <E extends WorkingCopy, D> Set<UUID> applyAll(
            Editable<E, D> type, EditSet incoming, WorkingCopies copies, Set<UUID> locked, Set<UUID> anyway) {
        Set<UUID> changed = new HashSet<>();
        incoming.tree().path(type.bundleKey()).properties().forEach(entry -> {
            cancellation.check();
            var copy = copies.find(type.entity(), entry.getKey());
            if (!copies.isNew(copy) && !locked.contains(copy.id)) {
                throw UniqueValues.conflict(incoming, List.of(UniqueValues.slugTaken(type, entry.getKey())));
            }
            var edit = edit(type, entry.getValue());
            boolean renamed = !copy.slug.equals(entry.getKey());
            if (copies.isNew(copy) || renamed || !edit.equals(type.editOf(copy, copies))) {
                copy.slug = entry.getKey();
                type.apply(edit, copy, copies);
                copy.updatedAt = clock.instant();
                changed.add(copy.id);
            } else if (anyway.contains(copy.id)) {
                changed.add(copy.id);
            }
        });
        return changed;
    }

    private static <D> D edit(Editable<?, D> type, JsonNode node) {
        withoutDefault(node.path("review"));
        try {
            return STRICT.treeToValue(node, type.edit());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema admits what the edit record does not", e);
        }
    }

    /** A next review when it would be due anyway is as good as none: what is read and written back is no change. */
    private static void withoutDefault(JsonNode review) {
        var byDefault = Review.of(review.path("lastReviewed").asText(null), null);
        if (review.has("nextDue") && review.path("nextDue").asText().equals(byDefault.nextDue())) {
            ((ObjectNode) review).remove("nextDue");
        }
    }

    private void save(List<Candidate> candidates, Map<UUID, Draft> before, Caller by) {
        var now = clock.instant();
        Map<UUID, String> published = published(candidates);
        List<Draft> after = new ArrayList<>();
        for (Candidate candidate : candidates) {
            var draft = before.get(candidate.id());
            if (draft == null) {
                after.add(Draft.created(candidate, by, now));
            } else if (candidate.sha256().equals(published.get(candidate.id()))) {
                after.add(draft.edited(candidate, by, now).released(by.name(), now));
            } else {
                after.add(draft.edited(candidate, by, now));
            }
        }
        drafts.store(after);
    }

    private Map<UUID, String> published(List<Candidate> candidates) {
        Map<UUID, String> published = new HashMap<>();
        database.query(
                        """
                        select id, sha256 from published_item
                        where id = any(?::uuid[]) and until_release is null and state = 'PUBLISHED'
                        """,
                        row -> Map.entry(row.getObject(1, UUID.class), row.getString(2)),
                        candidates.stream().map(Candidate::id).toList())
                .forEach(row -> published.put(row.getKey(), row.getValue()));
        return published;
    }
}
