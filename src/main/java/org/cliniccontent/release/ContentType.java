package org.cliniccontent.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.http.Fault;

/**
 * What a content type offers, so that its entities can be published and read. Everything that is the same for all types
 * is written once, against this.
 */
public interface ContentType {

    /** What it is called and how it is linked, filtered and shown. The same at build time and at run time. */
    TypeDescription description();

    /** The working copies with these ids as they would be published: view records that Jackson writes. */
    List<?> render(Collection<UUID> ids);

    /**
     * The type's own conditions for being published.
     *
     * @param body a rendered entity
     * @return every fault, with its JSON pointer in the body
     */
    default List<Fault> check(JsonNode body) {
        return List.of();
    }

    /** Verbatim texts that are published with these working copies, by their SHA-256 in hexadecimal. */
    default Map<String, String> sources(Collection<UUID> ids) {
        return Map.of();
    }
}
