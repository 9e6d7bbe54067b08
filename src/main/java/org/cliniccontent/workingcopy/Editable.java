package org.cliniccontent.workingcopy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.content.ContentType;

/**
 * A content type whose working copies are written by edits.
 *
 * @param <E> the working copy
 * @param <D> the edit: the whole new state of one, by the slugs of what it points to
 */
public interface Editable<E extends WorkingCopy, D> extends ContentType {

    /** The working copies with these ids as they would be published: view records that Jackson writes. */
    List<?> render(Collection<UUID> ids);

    /** Verbatim texts that are published with these working copies, by their ids. */
    default Map<UUID, String> sources(Collection<UUID> ids) {
        return Map.of();
    }

    Class<E> entity();

    Class<D> edit();

    /** An empty working copy, not yet in the database. */
    E create();

    void apply(D edit, E entity, WorkingCopyLookup directory);

    /** The edit that would lead to this working copy. */
    D editOf(E entity, WorkingCopyLookup directory);

    /** The key of its entities in a bundle. */
    default String bundleKey() {
        return camelCase(description().collection());
    }

    private static String camelCase(String kebab) {
        var camel = new StringBuilder();
        for (String word : kebab.split("-")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }
}
