package org.cliniccontent.workingcopy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.access.Caller;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where a working copy stands on its way to a release. What is reviewed and released are the bytes of its body, or of
 * its removal, and an approval holds for these bytes only. Each step gives a new draft; a step that is not possible now
 * is a conflict.
 *
 * @param body the working copy as it would be published: canonical JSON
 * @param sha256 the body's hash
 * @param removal the tombstone that the next release is to put in its place: canonical JSON; null if it is to be published
 * @param version counts the steps
 * @param authors who changed it since it was last released, by the id of {@link Caller}: they may not approve it
 * @param changedBy who took the last step, by name
 * @param verdict the reviewer's last word; null if there is none
 */
public record Draft(
        UUID id,
        String type,
        String slug,
        String name,
        State state,
        String body,
        String sha256,
        String removal,
        long version,
        List<String> authors,
        String changedBy,
        Instant updatedAt,
        Verdict verdict) {

    /** How far a working copy is. */
    @Schema(
            name = "DraftState",
            description = "DRAFT: being worked on. IN_REVIEW: submitted. APPROVED: may be released as it is. "
                    + "RELEASED: there is nothing to release.")
    public enum State {
        DRAFT,
        IN_REVIEW,
        APPROVED,
        RELEASED
    }

    /**
     * @param by the reviewer's name
     * @param approvedSha256 the hash of what was approved; null if it was not
     */
    record Verdict(String by, Instant at, String comment, String approvedSha256) {}

    static Draft created(Candidate content, Caller by, Instant now) {
        return new Draft(
                content.id(),
                content.type().name(),
                content.slug(),
                content.name(),
                State.DRAFT,
                content.canonical(),
                content.sha256(),
                null,
                1,
                List.of(by.id()),
                by.name(),
                now,
                null);
    }

    /** With other content, which no approval covers; a removal that was planned is given up. */
    Draft edited(Candidate content, Caller by, Instant now) {
        return new Draft(
                id,
                type,
                content.slug(),
                content.name(),
                State.DRAFT,
                content.canonical(),
                content.sha256(),
                null,
                version + 1,
                withAuthor(by),
                by.name(),
                now,
                null);
    }

    /** To be removed by the next release instead of being published. */
    Draft toBeRemoved(Candidate tombstone, Caller by, Instant now) {
        return new Draft(
                id,
                type,
                slug,
                name,
                State.DRAFT,
                body,
                sha256,
                tombstone.canonical(),
                version + 1,
                withAuthor(by),
                by.name(),
                now,
                null);
    }

    public Draft submitted(Caller by, Instant now) {
        require(state == State.DRAFT, "submitted");
        return to(State.IN_REVIEW, authors, by, now, null);
    }

    /** @param expected the hash of what the reviewer has seen */
    public Draft approved(String expected, String comment, Caller by, boolean authorMayApprove, Instant now) {
        require(state == State.IN_REVIEW, "approved");
        if (!expected.equals(releasableSha256())) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "What you reviewed is not what would be released: its hash is " + releasableSha256());
        }
        if (!authorMayApprove && by.isAmong(authors)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Whoever changed a working copy may not approve it: another reviewer has to");
        }
        return to(State.APPROVED, authors, by, now, new Verdict(by.name(), now, comment, expected));
    }

    public Draft rejected(String comment, Caller by, Instant now) {
        require(state == State.IN_REVIEW || state == State.APPROVED, "rejected");
        return to(State.DRAFT, authors, by, now, new Verdict(by.name(), now, comment, null));
    }

    /** When a release has made it public, or when it is what is public already. */
    Draft released(String by, Instant now) {
        return new Draft(
                id, type, slug, name, State.RELEASED, body, sha256, null, version + 1, List.of(), by, now, null);
    }

    /** The hash of what would be released: of the content, or of the removal. */
    public String releasableSha256() {
        return removal == null ? sha256 : CanonicalJson.sha256(removal);
    }

    /** What would be released, as JSON. */
    String releasable() {
        return removal == null ? body : removal;
    }

    private Draft to(State next, List<String> nextAuthors, Caller by, Instant now, Verdict word) {
        return new Draft(
                id, type, slug, name, next, body, sha256, removal, version + 1, nextAuthors, by.name(), now, word);
    }

    private List<String> withAuthor(Caller by) {
        var all = new ArrayList<>(authors);
        if (!by.isAmong(authors)) {
            all.add(by.id());
        }
        return all;
    }

    private void require(boolean possible, String step) {
        if (!possible) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    String.format(Locale.ROOT, "A working copy that is %s cannot be %s", state, step));
        }
    }
}
