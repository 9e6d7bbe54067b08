package org.cliniccontent.testing;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The approvals, as recorded by the clients that made them: everything published must be among them. */
public final class Approvals {

    private record Approval(UUID id, String sha256, String by) {}

    private record Whole(long release, String by) {}

    private final Set<Approval> approvals = ConcurrentHashMap.newKeySet();
    private final Set<Whole> wholes = ConcurrentHashMap.newKeySet();
    private final Set<Long> unreviewed = ConcurrentHashMap.newKeySet();

    public void add(UUID id, String sha256, String by) {
        approvals.add(new Approval(id, sha256, by));
    }

    /** Records a release whose content was all approved by one caller: an import that released at once. */
    public void addRelease(long release, String by) {
        wholes.add(new Whole(release, by));
    }

    /** Records a release without approval: the service's own, or a reversal. */
    public void addUnreviewed(long release) {
        unreviewed.add(release);
    }

    boolean allows(Version version) {
        return version.approvedBy() == null
                ? unreviewed.contains(version.since())
                : approvals.contains(new Approval(version.id(), version.sha256(), version.approvedBy()))
                        || wholes.contains(new Whole(version.since(), version.approvedBy()));
    }
}
