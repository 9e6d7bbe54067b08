package org.cliniccontent.editing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.Faults;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;
import org.cliniccontent.release.Act;
import org.cliniccontent.release.Bodies;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.PublicationRefused;
import org.cliniccontent.release.Release;

/**
 * Releases what is approved. What a release takes is picked once, locked, and then known by its bytes: an edit that
 * comes meanwhile waits, and is not in it.
 */
@ApplicationScoped
public class Releasing {

    private final List<Editable<?, ?>> types;
    private final ContentTypes contentTypes;
    private final Drafts drafts;
    private final Publication publication;
    private final ObjectMapper json;
    private final Clock clock;
    private final Database database;

    Releasing(
            @All List<Editable<?, ?>> types,
            ContentTypes contentTypes,
            Drafts drafts,
            Publication publication,
            ObjectMapper json,
            Clock clock,
            Database database) {
        this.types = types;
        this.contentTypes = contentTypes;
        this.drafts = drafts;
        this.publication = publication;
        this.json = json;
        this.clock = clock;
        this.database = database;
    }

    /**
     * What is to be released.
     *
     * @param picked by path ({@code conditions/osteoarthritis}); empty: everything that is approved
     * @param hashes what must have been approved of each, by path; what is not in it may be any approved state
     */
    record Selection(Optional<List<String>> picked, Map<String, String> hashes) {

        static Selection of(Optional<List<String>> picked) {
            return new Selection(picked, Map.of());
        }

        static Selection pinned(Map<String, String> hashes) {
            return new Selection(Optional.of(List.copyOf(hashes.keySet())), hashes);
        }
    }

    /** What is approved of a selection, by path, with the hashes that were approved. */
    Map<String, String> pin(Selection selection) {
        List<Fault> faults = new Faults();
        var picked = pick(selection, faults);
        if (!faults.isEmpty()) {
            throw new PublicationRefused(faults);
        }
        return picked.stream().collect(Collectors.toMap(this::path, Draft::releasableSha256));
    }

    private String path(Draft draft) {
        return contentTypes.description(draft.type()).collection() + '/' + draft.slug();
    }

    /**
     * Releases approved working copies: all that were picked, or none.
     *
     * @return the release, or nothing if all that was picked is published already
     * @throws PublicationRefused if one was not approved, or may not be published
     */
    @Transactional
    public Optional<Release> release(Selection selection, Act act) {
        database.allowLongStatements();
        List<Fault> faults = new Faults();
        var candidates = pick(selection, faults).stream().map(this::candidate).toList();
        if (!faults.isEmpty()) {
            faults.addAll(plan(candidates, act).faults());
            throw new PublicationRefused(faults);
        }
        return release(candidates, act);
    }

    /** Releases what the caller holds the locks of. Drafts that say the same have nothing to release then. */
    @Transactional
    public Optional<Release> release(Collection<Candidate> candidates, Act act) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        database.allowLongStatements();
        Map<UUID, String> hashes = new HashMap<>();
        candidates.forEach(candidate -> hashes.put(candidate.id(), candidate.sha256()));
        drafts.released(hashes, act.author(), clock.instant());
        return publication.publish(candidates, act);
    }

    /** What a release would do, and everything that keeps it from being made. */
    Publication.Plan plan(Selection selection, Act act) {
        database.allowLongStatements();
        List<Fault> faults = new Faults();
        var plan = plan(pick(selection, faults).stream().map(this::candidate).toList(), act);
        faults.addAll(plan.faults());
        return new Publication.Plan(plan.changed(), faults);
    }

    public Publication.Plan plan(Collection<Candidate> candidates, Act act) {
        return publication.plan(candidates, act);
    }

    /** A draft as what a release would publish of it. */
    Candidate candidate(Draft draft) {
        var type = contentTypes.description(draft.type());
        var candidate = Candidate.kept(
                type, Bodies.parse(json, draft.releasable()), draft.releasable(), draft.releasableSha256());
        if (draft.verdict() != null && draft.verdict().approvedSha256() != null) {
            candidate = candidate.approvedBy(draft.verdict().by());
        }
        if (draft.removal() != null) {
            return candidate;
        }
        return candidate.withSource(
                editable(draft.type()).sources(List.of(draft.id())).get(draft.id()));
    }

    private Editable<?, ?> editable(String type) {
        return types.stream()
                .filter(each -> each.description().name().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** Locks and gives what was picked, and notes what of it is missing or not approved. */
    private List<Draft> pick(Selection selection, List<Fault> faults) {
        if (selection.picked().isEmpty()) {
            var approved = drafts.lockApproved();
            if (approved.isEmpty()) {
                throw new ProblemException(ProblemType.CONFLICT, "Nothing is approved, so there is nothing to release");
            }
            return approved;
        }
        List<Draft> picked = new ArrayList<>();
        for (Draft draft : lock(selection.picked().get(), faults)) {
            var path = path(draft);
            if (isReleased(draft, selection.hashes().get(path))) {
                continue;
            }
            picked.add(draft);
            if (draft.state() != Draft.State.APPROVED) {
                faults.add(Fault.at('/' + path, "is not approved: it is " + draft.state()));
            } else if (!selection
                    .hashes()
                    .getOrDefault(path, draft.releasableSha256())
                    .equals(draft.releasableSha256())) {
                faults.add(
                        Fault.at('/' + path, "was approved anew since then: its hash is " + draft.releasableSha256()));
            }
        }
        return picked;
    }

    /** One that was renamed while its lock was waited for is not what was picked. */
    private List<Draft> lock(List<String> paths, List<Fault> faults) {
        List<String> names = new ArrayList<>();
        List<String> slugs = new ArrayList<>();
        for (String path : paths) {
            int slash = path.indexOf('/');
            contentTypes.ofCollection(path.substring(0, Math.max(0, slash))).ifPresent(type -> {
                names.add(type.description().name());
                slugs.add(path.substring(slash + 1));
            });
        }
        var byPath = drafts.lock(names, slugs).stream().collect(Collectors.toMap(this::path, Function.identity()));
        byPath.keySet().retainAll(Set.copyOf(paths));
        paths.stream()
                .filter(path -> !byPath.containsKey(path))
                .forEach(path -> faults.add(Fault.at('/' + path, "is not a working copy")));
        return List.copyOf(byPath.values());
    }

    /** Whether another release has published meanwhile what was pinned: then nothing is left to do. */
    private boolean isReleased(Draft draft, String pinned) {
        return draft.state() == Draft.State.RELEASED
                && draft.sha256().equals(pinned)
                && plan(List.of(candidate(draft)), new Act("", "")).changed().isEmpty();
    }

    Optional<Draft> find(String path) {
        int slash = path.indexOf('/');
        return contentTypes
                .ofCollection(path.substring(0, Math.max(0, slash)))
                .flatMap(type -> drafts.find(type.description().name(), path.substring(slash + 1)));
    }
}
