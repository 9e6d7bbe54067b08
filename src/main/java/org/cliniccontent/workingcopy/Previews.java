package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.read.EntityReads;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Releases;

/** Working copies as the public would read them. */
@ApplicationScoped
class Previews {

    private final EntityReads reading;
    private final Drafts drafts;
    private final ContentTypes types;
    private final Releases releases;
    private final ObjectMapper json;
    private final Clock clock;

    Previews(
            EntityReads reading, Drafts drafts, ContentTypes types, Releases releases, ObjectMapper json, Clock clock) {
        this.reading = reading;
        this.drafts = drafts;
        this.types = types;
        this.releases = releases;
        this.json = json;
        this.clock = clock;
    }

    Response of(Draft draft, UriInfo uri) {
        long current = releases.current();
        var item = draft.removal() == null ? item(draft, current + 1) : tombstone(draft, current + 1);
        return reading.preview(item, current, ids -> unpublished(ids, current + 1), uri);
    }

    private Collection<Item> unpublished(Collection<UUID> ids, long release) {
        return drafts.find(ids).stream().map(draft -> item(draft, release)).toList();
    }

    private Item tombstone(Draft draft, long release) {
        var tombstone = Candidate.of(types.description(draft.type()), JsonBodies.parse(json, draft.removal()));
        return new Item(
                draft.id(),
                draft.type(),
                tombstone.slug(),
                tombstone.name(),
                tombstone.state(),
                release,
                clock.instant(),
                null,
                draft.removal().getBytes(StandardCharsets.UTF_8),
                tombstone.sha256());
    }

    private Item item(Draft draft, long release) {
        var candidate = Candidate.of(types.description(draft.type()), JsonBodies.parse(json, draft.body()));
        return new Item(
                draft.id(),
                draft.type(),
                draft.slug(),
                draft.name(),
                Item.PUBLISHED,
                release,
                clock.instant(),
                candidate.reviewDue(),
                draft.body().getBytes(StandardCharsets.UTF_8),
                draft.sha256());
    }
}
