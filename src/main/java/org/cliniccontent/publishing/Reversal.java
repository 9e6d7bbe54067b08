package org.cliniccontent.publishing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.access.Caller;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.Removal;
import org.cliniccontent.workingcopy.Authoring;
import org.cliniccontent.workingcopy.Draft;
import org.cliniccontent.workingcopy.DraftEditing;
import org.cliniccontent.workingcopy.Drafts;
import org.cliniccontent.workingcopy.EditSet;

/**
 * Reverts a release by a new one: changed entities get their previous state, added ones are deleted, and removed ones
 * are restored. It is possible only while none of them was released again since.
 */
@ApplicationScoped
class Reversal {

    private final Releases releases;
    private final ReleaseCreation releasing;
    private final DraftEditing editing;
    private final Authoring authoring;
    private final Drafts drafts;
    private final ContentTypes types;
    private final Database database;
    private final ObjectMapper json;

    Reversal(
            Releases releases,
            ReleaseCreation releasing,
            DraftEditing editing,
            Authoring authoring,
            Drafts drafts,
            ContentTypes types,
            Database database,
            ObjectMapper json) {
        this.releases = releases;
        this.releasing = releasing;
        this.editing = editing;
        this.authoring = authoring;
        this.drafts = drafts;
        this.types = types;
        this.database = database;
        this.json = json;
    }

    /**
     * Reverts a release.
     *
     * @throws ProblemException 404 if there is no such release, 409 if one of its entities was changed since
     */
    @Transactional
    Release revert(long number, ReleaseRequest request, Caller by) {
        database.allowLongStatements();
        var before = lock(number);
        var candidates = candidates(number, before);
        resetWorkingCopies(before, by);
        return releasing
                .release(candidates, withOwnSlugs(request, candidates))
                .orElseThrow(() -> new IllegalStateException("a release changes something, and so does its reversal"));
    }

    /** Plans the reversal of a release. */
    @Transactional
    Publication.Plan plan(long number, ReleaseRequest request) {
        database.allowLongStatements();
        var candidates = candidates(number, lock(number));
        return releasing.plan(candidates, withOwnSlugs(request, candidates));
    }

    /** Allows entities to take back their own former slugs; the gate still refuses those that now belong to others. */
    private static ReleaseRequest withOwnSlugs(ReleaseRequest request, List<Candidate> candidates) {
        return new ReleaseRequest(
                request.message(),
                request.author(),
                candidates.stream().map(Candidate::path).collect(Collectors.toSet()));
    }

    /**
     * Returns the states that the release replaced, by id, and locks their drafts so that no other release changes them
     * meanwhile. An added entity has none.
     */
    private Map<UUID, Optional<Item>> lock(long number) {
        releases.find(number)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no release %d", number)));
        var ids = database.query(
                "select id from published_item where since_release = ?", row -> row.getObject(1, UUID.class), number);
        drafts.lock(ids);
        var later = database.query(
                """
                select type, slug, until_release from published_item
                where since_release = ? and until_release is not null order by type, slug
                """,
                row -> Fault.at(
                        '/' + types.description(row.getString(1)).collection() + '/' + row.getString(2),
                        String.format(Locale.ROOT, "was changed by release %d", row.getLong(3))),
                number);
        if (!later.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    String.format(Locale.ROOT, "Something of release %d was changed since", number),
                    later);
        }
        var replaced = database.query(Items.SELECT + "where i.until_release = ?", Items::item, number).stream()
                .collect(Collectors.toMap(Item::id, Function.identity()));
        return ids.stream().collect(Collectors.toMap(id -> id, id -> Optional.ofNullable(replaced.get(id))));
    }

    private List<Candidate> candidates(long number, Map<UUID, Optional<Item>> before) {
        List<Candidate> candidates = new ArrayList<>();
        before.values().stream()
                .flatMap(Optional::stream)
                .map(item -> Candidate.of(types.description(item.type()), JsonBodies.parse(json, item.body())))
                .forEach(candidates::add);
        database
                .query(
                        """
                        select id, type, slug, name from published_item
                        where since_release = ? and state = 'PUBLISHED' order by id
                        """,
                        row -> new Removal(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                Tombstone.Kind.DELETED,
                                String.format(Locale.ROOT, "Release %d was reverted", number),
                                null,
                                null),
                        number)
                .stream()
                .filter(added -> before.get(added.id()).isEmpty())
                .map(added -> Candidate.of(types.description(added.type()), json.valueToTree(added)))
                .forEach(candidates::add);
        return candidates;
    }

    /** Resets the working copies, unless someone has begun to change them again. */
    private void resetWorkingCopies(Map<UUID, Optional<Item>> before, Caller by) {
        var earlier = new Earlier(json.createObjectNode());
        Set<UUID> ids = new HashSet<>();
        for (Draft draft : drafts.find(before.keySet())) {
            var item = before.get(draft.id());
            if (draft.state() == Draft.State.RELEASED
                    && item.filter(Item::isPublished).isPresent()) {
                editing.requireFree(draft, item.get().slug());
                var key = editing.ofType(draft.type()).bundleKey();
                earlier.tree.withObjectProperty(key).set(item.get().slug(), editing.content(item.get()));
                if (!item.get().slug().equals(draft.slug())) {
                    earlier.tree
                            .withObjectProperty("renamed")
                            .put(key + '/' + draft.slug(), item.get().slug());
                }
                ids.add(draft.id());
            }
        }
        authoring.apply(earlier, by, ids);
    }

    /** A previously published state. It is checked only against the present working copies. */
    private record Earlier(ObjectNode tree) implements EditSet {

        @Override
        public boolean wasTakenBefore() {
            return true;
        }

        @Override
        public void fault(String pointer, String detail) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    String.format(Locale.ROOT, "It cannot be taken back: %s %s", pointer, detail));
        }

        @Override
        public void throwIfFaulty() {
            // All faults have been thrown before.
        }
    }
}
