package org.cliniccontent.content;

import java.util.List;
import java.util.Optional;

/**
 * A content type in data.
 *
 * @param name as {@code type} in JSON and in the database: {@code mscSource}
 * @param collection as a segment of its path: {@code msc-sources}
 * @param label the member that names an entity: {@code name} or {@code title}
 * @param view the record that describes its JSON in the contract
 * @param relations its links to other entities
 * @param facets what its lists can be filtered by, besides its relations
 */
public record TypeDescription(
        String name, String collection, String label, Class<?> view, List<Relation> relations, List<Facet> facets) {

    public static final String CAVEATS = "caveats";

    public String path() {
        return "/v1/" + collection;
    }

    public String pathOf(String slug) {
        return path() + '/' + slug;
    }

    public boolean hasCaveats() {
        return relation(CAVEATS).isPresent();
    }

    public Optional<Relation> relation(String field) {
        return relations.stream().filter(each -> each.field().equals(field)).findFirst();
    }
}
