package org.cliniccontent.deliverymethod;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.StoredPassage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "DeliveryMethod", description = "How a treatment is delivered, or what it is combined with.")
public record DeliveryMethodView(
        UUID id,
        String type,
        String slug,
        @Schema(description = "Its name.", maxLength = 200) String name,
        String summary,

        @Schema(description = "Whether it delivers the treatment or goes with it.")
        DeliveryKind kind,

        @Schema(description = "What is done.", maxLength = 4000)
        String description,

        @Schema(description = "Where it is applied.") List<String> targetSites,
        @Schema(description = "Imaging that may guide it.") List<Guidance> guidance,

        @Schema(description = "What it is meant to achieve.", maxLength = 4000)
        String purpose,

        @Schema(description = "What must be read with it. Always given in full.")
        List<Link> caveats,

        @Schema(description = "The publications that support it.")
        List<Link> references,

        Review review,
        List<Passage> passages) {

    static DeliveryMethodView of(DeliveryMethod from) {
        return new DeliveryMethodView(
                from.id,
                DeliveryMethodType.NAME,
                from.slug,
                from.name,
                from.summary,
                from.kind,
                from.description,
                from.targetSites,
                from.guidance,
                from.purpose,
                Edits.map(from.caveats, each -> Link.to("caveat", each.id)),
                Edits.map(from.references, each -> Link.to("reference", each.id)),
                from.review(),
                StoredPassage.views(from.passages));
    }
}
