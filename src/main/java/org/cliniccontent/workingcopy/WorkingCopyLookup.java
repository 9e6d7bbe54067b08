package org.cliniccontent.workingcopy;

import java.util.List;
import java.util.UUID;

/** Finds the working copies that an edit names. */
public interface WorkingCopyLookup {

    /** @throws IllegalStateException if there is none: whoever takes an edit in has checked its slugs before */
    <E extends WorkingCopy> E find(Class<E> type, String slug);

    UUID documentId(String slug);

    String documentSlug(UUID id);

    default <E extends WorkingCopy> List<E> findAll(Class<E> type, List<String> slugs) {
        return Edits.map(slugs, slug -> find(type, slug));
    }
}
