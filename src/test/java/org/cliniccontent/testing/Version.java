package org.cliniccontent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;

/**
 * A published state of an entity, as {@link HistoryCheck} remembers it.
 *
 * @param until the release that ended it; {@link #OPEN} if none did
 * @param links the ids of its body's link targets
 * @param sourceSha256 for a document; otherwise null
 */
record Version(
        UUID id,
        String type,
        String state,
        long since,
        long until,
        String sha256,
        String approvedBy,
        List<UUID> links,
        List<Quote> quotes,
        String sourceSha256) {

    static final long OPEN = Long.MAX_VALUE;

    /** A passage. */
    record Quote(UUID document, int start, int end, String text) {

        static Quote of(JsonNode passage) {
            return new Quote(
                    idIn(passage.path("document")),
                    passage.path("start").asInt(-1),
                    passage.path("end").asInt(-1),
                    passage.path("quote").asText());
        }
    }

    static Version of(Candidate content, String state, long since, long until, String sha256, String approvedBy) {
        return new Version(
                content.id(),
                content.type().name(),
                state,
                since,
                until,
                sha256,
                approvedBy,
                content.links().stream().map(link -> idIn(link.node())).toList(),
                content.passages().stream()
                        .map(passage -> Quote.of(passage.node()))
                        .toList(),
                content.body().path("sourceSha256").asText(null));
    }

    private static UUID idIn(JsonNode link) {
        return UUID.fromString(link.path("id").asText());
    }

    boolean isPublished() {
        return state.equals(Item.PUBLISHED);
    }

    Version ended(long release) {
        return new Version(id, type, state, since, release, sha256, approvedBy, links, quotes, sourceSha256);
    }

    /** Returns the release until which its links need targets; for a tombstone, that of its publication. */
    long linksUntil() {
        return isPublished() ? until : since + 1;
    }

    boolean overlaps(long from, long to) {
        return since < to && from < until;
    }

    @Override
    public String toString() {
        return "%s %s at release %d".formatted(type, id, since);
    }
}
