package org.cliniccontent.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.cache.MovedException;
import org.cliniccontent.cache.ReadResponder;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.release.RequestedRelease;
import org.cliniccontent.release.VanishedReleaseException;

/** Answers the reads of every content type: a list, or one entity by its slug. */
@ApplicationScoped
public class EntityReads {

    private static final String TIME_PARAMETERS = RequestedRelease.RELEASE + ", " + RequestedRelease.AS_OF;

    private final Items items;
    private final ListReader lists;
    private final Composer composer;
    private final InverseLinks inverse;
    private final RemovedReads removed;
    private final ReadResponder answers;
    private final ContentTypes types;
    private final ObjectMapper json;
    private final Clock clock;
    private final Cursors cursors;
    private final CurrentRelease current;

    EntityReads(
            Items items,
            ListReader lists,
            Composer composer,
            InverseLinks inverse,
            RemovedReads removed,
            ReadResponder answers,
            ContentTypes types,
            ObjectMapper json,
            Clock clock,
            Cursors cursors,
            CurrentRelease current) {
        this.items = items;
        this.lists = lists;
        this.composer = composer;
        this.inverse = inverse;
        this.removed = removed;
        this.answers = answers;
        this.types = types;
        this.json = json;
        this.clock = clock;
        this.cursors = cursors;
        this.current = current;
    }

    /** An entity at a release. */
    public record Found(Item item, long release) {}

    public Response list(ContentType contentType, UriInfo uri) {
        var type = contentType.description();
        var query =
                ListQuery.parse(type, QueryParameters.parse(uri.getRequestUri().getRawQuery()));
        var cursor = query.cursor().map(token -> known(cursors.read(token, query.identity(type))));
        return answers.answer(
                query.target(type, query.cursor(), RequestedRelease.Time.NOW),
                query.time(),
                edition -> list(type, query, cursor, edition));
    }

    private Representation list(TypeDescription type, ListQuery query, Optional<Cursor> cursor, ReadContext edition) {
        long release = cursor.map(Cursor::release).orElse(edition.release());
        var page = lists.find(
                type, query, release, edition.day(), cursor.map(at -> ListReader.Position.of(at, query.sort())));
        Set<String> keys = new LinkedHashSet<>(List.of(type.collection()));
        var next = page.next()
                .map(position -> query.target(type, Optional.of(cursor(type, query, release, position)), query.time()));

        var body = new JsonBytes().begin('{').name("items").begin('[');
        composer.compose(page.items(), query.selection(), edition.of(release), keys)
                .forEach(item -> body.separate().raw(item));
        body.end(']');
        next.ifPresent(value -> body.name("next").text(value));
        body.name("release").number(release);
        page.total().ifPresent(total -> body.name("total").number(total));
        return new Representation(body.end('}').toBytes(), Representation.JSON, release, keys, next, edition.until());
    }

    /** @throws ProblemException INVALID_CURSOR if the release of the list was lost */
    private Cursor known(Cursor cursor) {
        try {
            current.reaches(cursor.release());
            current.at(cursor.release());
            return cursor;
        } catch (VanishedReleaseException e) {
            current.remember(cursor.release(), "");
            throw new ProblemException(
                    ProblemType.INVALID_CURSOR,
                    String.format(
                            Locale.ROOT,
                            "Release %d, of which the list is, was lost: begin it again",
                            cursor.release()));
        }
    }

    private String cursor(TypeDescription type, ListQuery query, long release, ListReader.Position position) {
        return cursors.write(new Cursor(
                query.identity(type), release, position.key(), position.id().toString()));
    }

    public Response one(ContentType contentType, String slug, UriInfo uri) {
        var type = contentType.description();
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var selection = Selection.parse(type, parameters);
        var time = RequestedRelease.parse(parameters);
        parameters.finish(String.join(", ", Selection.NAMES) + ", " + TIME_PARAMETERS);
        var target = new QueryStringEncoder(type.pathOf(slug));
        selection.addTo(target);
        return answers.answer(target.toString(), time, edition -> one(type, slug, selection, edition));
    }

    private Representation one(TypeDescription type, String slug, Selection selection, ReadContext edition) {
        var found = composer.find(type, slug, selection, edition.release());
        var item = published(found.map(Items.WithTargets::entity), type, slug, edition.release());
        Set<String> keys = new LinkedHashSet<>();
        var composed = composer.compose(found.orElseThrow(), selection, edition, keys);
        var body = withInverse(composed, type, item, selection, edition.release());
        return new Representation(
                body, Representation.JSON, edition.release(), keys, Optional.empty(), edition.until());
    }

    private byte[] withInverse(byte[] composed, TypeDescription type, Item item, Selection selection, long release) {
        if (selection.fields().isPresent()) {
            return composed;
        }
        var body = JsonBytes.continuing(composed);
        inverse.addTo(body, type, item.id(), release);
        return body.end('}').toBytes();
    }

    /**
     * An entity as {@link #one} would show it if it were published now.
     *
     * @param current the release that it is shown in
     * @param unpublished gives what is not published of what it points to
     */
    public Response preview(
            Item item, long current, Function<Collection<UUID>, Collection<Item>> unpublished, UriInfo uri) {
        var type = types.description(item.type());
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var selection = Selection.parse(type, parameters);
        parameters.finish(String.join(", ", Selection.NAMES));
        if (!item.isPublished()) {
            throw removed.problem(type, item.slug(), item, current);
        }
        var edition = ReadContext.ofToday(current, LocalDate.now(clock.withZone(ZoneOffset.UTC)));
        var composed =
                composer.compose(List.of(item), selection, edition, unpublished).get(0);
        return Response.ok(withInverse(composed, type, item, selection, current), Representation.JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /**
     * For what hangs below an entity's path and takes only {@code release} or {@code asOf}.
     *
     * @param name what follows the entity's path
     * @param maker makes it of the entity
     * @throws ProblemException 404, 410 and 400 as for the entity itself
     */
    public Response below(
            ContentType contentType, String slug, String name, UriInfo uri, Function<Found, Representation> maker) {
        var type = contentType.description();
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var time = RequestedRelease.parse(parameters);
        parameters.finish(TIME_PARAMETERS);
        return answers.answer(
                type.pathOf(slug) + '/' + name,
                time,
                edition -> maker.apply(new Found(find(type, slug, edition.release()), edition.release())));
    }

    /** A representation in JSON that says nothing of reviews. */
    public Representation representation(Object body, long release, Collection<String> keys, Optional<String> next) {
        return new Representation(write(body), Representation.JSON, release, keys, next, Optional.empty());
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is answered can always be written", e);
        }
    }

    private Item find(TypeDescription type, String slug, long release) {
        return published(items.bySlug(type.name(), slug, release), type, slug, release);
    }

    /** @param owner of the slug */
    private Item published(Optional<Item> owner, TypeDescription type, String slug, long release) {
        var item = owner.or(() -> items.byFormerSlug(type.name(), slug, release))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        String.format(Locale.ROOT, "No %s '%s' is published", type.name(), slug)));
        if (!item.isPublished()) {
            throw removed.problem(type, slug, item, release);
        }
        if (!item.slug().equals(slug)) {
            throw new MovedException(type, slug, item.slug());
        }
        return item;
    }
}
