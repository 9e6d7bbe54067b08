package org.cliniccontent.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cliniccontent.cache.MovedException;
import org.cliniccontent.cache.ReadResponder;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.content.Difference;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.release.RequestedRelease;
import org.cliniccontent.release.Revision;
import org.cliniccontent.release.Revisions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answers for the past of every type's entities. */
@ApplicationScoped
public class HistoryReads {

    static final String FROM = "from";
    static final String TO = "to";

    private final Revisions revisions;
    private final History history;
    private final RequestedRelease requests;
    private final EntityReads reading;
    private final ReadResponder answers;
    private final CurrentRelease current;
    private final Cursors cursors;

    HistoryReads(
            Revisions revisions,
            History history,
            RequestedRelease requests,
            EntityReads reading,
            ReadResponder answers,
            CurrentRelease current,
            Cursors cursors) {
        this.revisions = revisions;
        this.history = history;
        this.requests = requests;
        this.reading = reading;
        this.answers = answers;
        this.current = current;
        this.cursors = cursors;
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

    Response history(ContentType contentType, String slug, UriInfo uri) {
        var type = contentType.description();
        // Cursors are the entity's, which may come to have another slug, and the slug another entity.
        var identity = identity(find(type, slug, current.number()));
        var request = PageRequest.of(uri, identity, cursors);
        return answers.answer(
                request.target(type.pathOf(slug) + "/history"),
                RequestedRelease.Time.NOW,
                edition -> page(type, slug, identity, request, edition));
    }

    private Representation page(
            TypeDescription type, String slug, String identity, PageRequest request, ReadContext edition) {
        var entity = find(type, slug, edition.release());
        if (request.cursor().isPresent() && !identity(entity).equals(identity)) {
            throw new ProblemException(ProblemType.INVALID_CURSOR, "The slug has become another entity's");
        }
        long release = request.cursor().map(Cursor::release).orElse(edition.release());
        long below = request.cursor().map(Cursor::number).orElse(release + 1);
        var found = revisions.before(entity.id(), below, request.limit() + 1);
        boolean more = found.size() > request.limit();
        var page = more ? found.subList(0, request.limit()) : found;
        Optional<String> next = more
                ? Optional.of(request.nextUri(
                        type.pathOf(slug) + "/history",
                        cursors.write(new Cursor(
                                identity(entity),
                                release,
                                Long.toString(page.get(page.size() - 1).release()),
                                ""))))
                : Optional.empty();
        return reading.representation(new RevisionPage(page, next.orElse(null), release), release, keys(entity), next);
    }

    Response diff(ContentType contentType, String slug, UriInfo uri) {
        var type = contentType.description();
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var from = parameters.one(FROM, value -> RequestedRelease.number(value, 1, Long.MAX_VALUE));
        var to = parameters.one(TO, value -> RequestedRelease.number(value, 1, Long.MAX_VALUE));
        parameters.finish(FROM + ", " + TO);
        if (from.isPresent() && to.isPresent()) {
            checkOrder(from.get(), to.get());
        }
        var target = new QueryStringEncoder(type.pathOf(slug) + "/diff");
        from.ifPresent(number -> target.addParam(FROM, number.toString()));
        to.ifPresent(number -> target.addParam(TO, number.toString()));
        return answers.answer(
                target.toString(), RequestedRelease.Time.NOW, edition -> diff(type, slug, from, to, edition));
    }

    private Representation diff(
            TypeDescription type, String slug, Optional<Long> from, Optional<Long> to, ReadContext edition) {
        long end =
                to.isPresent() ? requests.resolve(new RequestedRelease.Time(to, Optional.empty())) : edition.release();
        from.ifPresent(begin -> checkOrder(begin, end));
        var entity = find(type, slug, edition.release());
        var compared = history.compare(entity, from, end);
        return reading.representation(
                new RevisionDiff(compared.from(), compared.to(), compared.differences()),
                end,
                keys(entity),
                Optional.empty());
    }

    private static void checkOrder(long from, long to) {
        if (from >= to) {
            throw ProblemException.ofParameters(List.of(
                    Fault.ofParameter(FROM, String.format(Locale.ROOT, "must be less than 'to', which is %d", to))));
        }
    }

    private Item find(TypeDescription type, String slug, long release) {
        var owner = history.owner(type, slug, release);
        if (owner.hasAnotherSlug()) {
            throw new MovedException(type, slug, owner.item().slug());
        }
        return owner.item();
    }

    private static String identity(Item entity) {
        return "history " + entity.id();
    }

    private static List<String> keys(Item entity) {
        return List.of(entity.type() + '/' + entity.slug());
    }
}
