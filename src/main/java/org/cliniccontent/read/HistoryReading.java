package org.cliniccontent.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.release.ContentType;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Difference;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Revision;
import org.cliniccontent.release.Revisions;
import org.cliniccontent.release.TypeDescription;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answers for the past of every type's entities. */
@ApplicationScoped
public class HistoryReading {

    static final String FROM = "from";
    static final String TO = "to";

    private final CurrentRelease currentRelease;
    private final Revisions revisions;
    private final History history;
    private final ReadRequest requests;
    private final Reading reading;
    private final ObjectMapper json;

    HistoryReading(
            CurrentRelease currentRelease,
            Revisions revisions,
            History history,
            ReadRequest requests,
            Reading reading,
            ObjectMapper json) {
        this.currentRelease = currentRelease;
        this.revisions = revisions;
        this.history = history;
        this.requests = requests;
        this.reading = reading;
        this.json = json;
    }

    /** A page of an entity's past. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "RevisionPage",
            description = "A page of an entity's revisions, the newest first.",
            requiredProperties = {"items", "release"})
    public record RevisionPage(
            @Schema(description = "The revisions.") List<Revision> items,
            @Schema(ref = "Next") String next,

            @Schema(minimum = "0", description = "The release that was current when the list was begun.")
            long release) {}

    /** What differs between two revisions. */
    @Schema(
            name = "RevisionDiff",
            description = "What differs between two revisions of an entity, as editors write it: a link is the slug of "
                    + "what it leads to, and `id`, `type` and `slug` are left out. A slug that changed shows in the two "
                    + "revisions.",
            requiredProperties = {FROM, TO, "differences"})
    public record RevisionDiff(
            @Schema(description = "The revision that was published at the earlier release.")
            Revision from,

            @Schema(description = "The revision that was published at the later release.")
            Revision to,

            @Schema(description = "The differences, in the order of their places.")
            List<Difference> differences) {}

    Response history(ContentType contentType, String slug, UriInfo uri, HttpHeaders headers) {
        var type = contentType.description();
        long current = currentRelease.number();
        var entity = find(type, slug, current, uri);
        var identity = "history " + entity.id();
        var request = PageRequest.of(uri, identity);
        long release = request.cursor().map(Cursor::release).orElse(current);
        long below =
                request.cursor().map(cursor -> Long.parseLong(cursor.key())).orElse(release + 1);
        var found = revisions.before(entity.id(), below, request.limit() + 1);
        boolean more = found.size() > request.limit();
        var page = more ? found.subList(0, request.limit()) : found;
        Optional<String> next = more
                ? Optional.of(request.nextUri(
                        type.pathOf(slug) + "/history",
                        new Cursor(
                                identity,
                                release,
                                Long.toString(page.get(page.size() - 1).release()),
                                "")))
                : Optional.empty();
        var body = new RevisionPage(page, next.orElse(null), release);
        return reading.answer(json.valueToTree(body), release, keys(entity), next, headers);
    }

    Response diff(ContentType contentType, String slug, UriInfo uri, HttpHeaders headers) {
        var type = contentType.description();
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var from = parameters.one(FROM, value -> ReadRequest.number(value, 1, Long.MAX_VALUE));
        var to = parameters.one(TO, value -> ReadRequest.number(value, 1, Long.MAX_VALUE));
        parameters.finish(FROM + ", " + TO);
        if (from.isPresent() && to.isPresent()) {
            checkOrder(from.get(), to.get());
        }
        long end = requests.resolve(new ReadRequest.Time(to, Optional.empty()));
        from.ifPresent(begin -> checkOrder(begin, end));

        var entity = find(type, slug, currentRelease.number(), uri);
        var compared = history.compare(entity, from, end);
        var body = new RevisionDiff(compared.from(), compared.to(), compared.differences());
        return reading.answer(json.valueToTree(body), end, keys(entity), Optional.empty(), headers);
    }

    private static void checkOrder(long from, long to) {
        if (from >= to) {
            throw ProblemException.ofParameters(
                    List.of(Fault.ofParameter(FROM, "must be less than 'to', which is %d".formatted(to))));
        }
    }

    private Item find(TypeDescription type, String slug, long release, UriInfo uri) {
        var owner = history.owner(type, slug, release);
        if (owner.hasAnotherSlug()) {
            throw new Moved(Reading.movedTo(type, slug, owner.item().slug(), uri));
        }
        return owner.item();
    }

    private static List<String> keys(Item entity) {
        return List.of(entity.type() + '/' + entity.slug());
    }
}
