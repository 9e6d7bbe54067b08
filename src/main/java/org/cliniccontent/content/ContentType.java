package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.cliniccontent.http.problem.Fault;

/**
 * What a content type offers, so that its entities can be published and read. Everything that is the same for all types
 * is written once, against this.
 */
public interface ContentType {

    /** What it is called and how it is linked, filtered and shown. The same at build time and at run time. */
    TypeDescription description();

    /**
     * The type's own conditions for being published.
     *
     * @param body a rendered entity
     * @return every fault, with its JSON pointer in the body
     */
    default List<Fault> check(JsonNode body) {
        return List.of();
    }
}
