package org.cliniccontent.publishing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.PublicationRefusedException;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.workingcopy.Draft;
import org.cliniccontent.workingcopy.Drafts;
import org.cliniccontent.workingcopy.ReleasableDrafts;

/**
 * Releases approved working copies. The selection is resolved once, locked, and from then on identified by its bytes: a
 * concurrent edit waits, and is not included.
 */
@ApplicationScoped
public class ReleaseCreation {

    private final ReleasableDrafts releasable;
    private final Drafts drafts;
    private final Publication publication;
    private final Clock clock;
    private final Database database;

    ReleaseCreation(
            ReleasableDrafts releasable, Drafts drafts, Publication publication, Clock clock, Database database) {
        this.releasable = releasable;
        this.drafts = drafts;
        this.publication = publication;
        this.clock = clock;
        this.database = database;
    }

    /**
     * The working copies to release.
     *
     * @param picked paths ({@code conditions/osteoarthritis}); empty: everything that is approved
     * @param hashes the expected hash of the approved state, by path; without one any approved state is accepted
     */
    record Selection(Optional<List<String>> picked, Map<String, String> hashes) {

        static Selection of(Optional<List<String>> picked) {
            return new Selection(picked, Map.of());
        }

        static Selection pinned(Map<String, String> hashes) {
            return new Selection(Optional.of(List.copyOf(hashes.keySet())), hashes);
        }
    }

    /** Returns the hashes of the approved states of a selection, by path. */
    Map<String, String> pin(Selection selection) {
        List<Fault> faults = new Faults();
        var picked = pick(selection, faults);
        if (!faults.isEmpty()) {
            throw new PublicationRefusedException(faults);
        }
        return picked.stream().collect(Collectors.toMap(releasable::path, Draft::releasableSha256));
    }

    /**
     * Releases approved working copies: all that were picked, or none.
     *
     * @return the release, or empty if everything picked is published already
     * @throws PublicationRefusedException if one was not approved, or may not be published
     */
    @Transactional
    public Optional<Release> release(Selection selection, ReleaseRequest request) {
        database.allowLongStatements();
        List<Fault> faults = new Faults();
        var candidates =
                pick(selection, faults).stream().map(releasable::candidate).toList();
        if (!faults.isEmpty()) {
            faults.addAll(plan(candidates, request).faults());
            throw new PublicationRefusedException(faults);
        }
        return release(candidates, request);
    }

    /**
     * Releases candidates whose locks the caller holds. Drafts with the same content then have nothing left to release.
     */
    @Transactional
    public Optional<Release> release(Collection<Candidate> candidates, ReleaseRequest request) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        database.allowLongStatements();
        Map<UUID, String> hashes = new HashMap<>();
        candidates.forEach(candidate -> hashes.put(candidate.id(), candidate.sha256()));
        drafts.released(hashes, request.author(), clock.instant());
        return publication.publish(candidates, request);
    }

    /** Plans a release, with everything that prevents it. */
    Publication.Plan plan(Selection selection, ReleaseRequest request) {
        database.allowLongStatements();
        List<Fault> faults = new Faults();
        var plan =
                plan(pick(selection, faults).stream().map(releasable::candidate).toList(), request);
        faults.addAll(plan.faults());
        return new Publication.Plan(plan.changed(), faults);
    }

    public Publication.Plan plan(Collection<Candidate> candidates, ReleaseRequest request) {
        return publication.plan(candidates, request);
    }

    /** Locks and returns the selected drafts, and records faults for those that are missing or not approved. */
    private List<Draft> pick(Selection selection, List<Fault> faults) {
        if (selection.picked().isEmpty()) {
            var approved = drafts.lockApproved();
            if (approved.isEmpty()) {
                throw new ProblemException(ProblemType.CONFLICT, "Nothing is approved, so there is nothing to release");
            }
            return approved;
        }
        List<Draft> picked = new ArrayList<>();
        for (Draft draft : releasable.lock(selection.picked().get(), faults)) {
            var path = releasable.path(draft);
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

    /** Checks whether another release has meanwhile published the pinned state, so that nothing is left to do. */
    private boolean isReleased(Draft draft, String pinned) {
        return draft.state() == Draft.State.RELEASED
                && draft.sha256().equals(pinned)
                && plan(List.of(releasable.candidate(draft)), new ReleaseRequest("", ""))
                        .changed()
                        .isEmpty();
    }
}
