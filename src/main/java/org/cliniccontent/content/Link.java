package org.cliniccontent.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A link to another entity. What is stored is its type and id, which never change; what a reader needs to show and
 * follow it is added from the release that is read.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Link",
        description = "A link to another entity, with what is needed to show and to follow it.",
        requiredProperties = {"id", "type", "slug", "name", "href"})
public record Link(
        @Schema(description = "The entity's id.") UUID id,

        @Schema(description = "The entity's type.", ref = "EntityType")
        String type,

        @Schema(description = "The entity's slug in the release that is read.", ref = "Slug")
        String slug,

        @Schema(description = "The entity's name or title.") String name,

        @Schema(
                format = "uri-reference",
                description = "Where it can be read.",
                examples = "/v1/conditions/osteoarthritis")
        String href) {

    public static Link to(String type, UUID id) {
        return new Link(id, type, null, null, null);
    }
}
