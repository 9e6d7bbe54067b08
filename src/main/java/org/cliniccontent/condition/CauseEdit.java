package org.cliniccontent.condition;

import org.cliniccontent.workingcopy.WorkingCopyLookup;

/**
 * A cause as it comes in.
 *
 * @param condition the causing condition's slug
 */
public record CauseEdit(String condition, String how) {

    Cause stored(WorkingCopyLookup directory) {
        return new Cause(directory.find(Condition.class, condition), how);
    }

    static CauseEdit of(Cause cause) {
        return new CauseEdit(cause.condition.slug, cause.how);
    }
}
