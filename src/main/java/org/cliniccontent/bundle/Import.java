package org.cliniccontent.bundle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.Caller;
import org.cliniccontent.database.Database;
import org.cliniccontent.publishing.ReleaseCreation;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.workingcopy.Authoring;

/**
 * Takes a bundle in: all of it or nothing. What it names is created or replaced; what it says already is left alone, so
 * that importing a bundle again changes nothing.
 */
@ApplicationScoped
public class Import {

    private final Authoring authoring;
    private final ReleaseCreation releasing;

    private final Database database;

    Import(Authoring authoring, ReleaseCreation releasing, Database database) {
        this.authoring = authoring;
        this.releasing = releasing;
        this.database = database;
    }

    /**
     * Imports without review and releases at once, as only the service itself may.
     *
     * @param bundle YAML or JSON, in UTF-8
     * @return the release, or nothing if the bundle changed nothing
     * @throws BundleRefusedException if the bundle is not valid, with every fault and its place in the file
     * @throws org.cliniccontent.release.PublicationRefusedException if what it says may not be published
     */
    @Transactional
    public Optional<Release> run(byte[] bundle, ReleaseRequest act) {
        database.allowLongStatements();
        var changed = authoring.applyToRelease(Bundle.parse(bundle), new Caller("system", act.author(), Set.of()));
        return releasing.release(changed, act);
    }

    /** As {@link #run(byte[], ReleaseRequest)}, taking over nobody's slug. */
    @Transactional
    public Optional<Release> run(byte[] bundle, String message, String author) {
        return run(bundle, new ReleaseRequest(message, author));
    }

    /** Into the working copies only. To be called in a transaction. */
    List<Candidate> draft(byte[] bundle, Caller by) {
        database.allowLongStatements();
        return authoring.apply(Bundle.parse(bundle), by);
    }

    /** What is to be released at once: what it changes, and what it says as it is and is not released yet. */
    List<Candidate> draftToRelease(byte[] bundle, Caller by) {
        database.allowLongStatements();
        return authoring.applyToRelease(Bundle.parse(bundle), by);
    }

    /** Approves and releases what was imported. To be called in the import's transaction. */
    Optional<Release> release(List<Candidate> imported, ReleaseRequest act, Caller by) {
        return releasing.release(
                imported.stream().map(each -> each.approvedBy(by.name())).toList(), act);
    }

    /** What releasing the bundle would do. To be called in a transaction that is rolled back. */
    Publication.Plan plan(byte[] bundle, ReleaseRequest act, Caller by) {
        database.allowLongStatements();
        return releasing.plan(authoring.applyToRelease(Bundle.parse(bundle), by), act);
    }
}
