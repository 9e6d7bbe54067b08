package org.cliniccontent.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.Representation;
import org.cliniccontent.release.ContentType;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Review;
import org.cliniccontent.release.TypeDescription;

/** Answers the reads of every content type: a list, or one entity by its slug. */
@ApplicationScoped
public class Reading {

    private static final String TIME_PARAMETERS = ReadRequest.RELEASE + ", " + ReadRequest.AS_OF;

    private final Items items;
    private final Lists lists;
    private final Composer composer;
    private final Inverse inverse;
    private final Removed removed;
    private final ReadRequest requests;
    private final ContentTypes types;
    private final ObjectMapper json;
    private final Clock clock;

    Reading(
            Items items,
            Lists lists,
            Composer composer,
            Inverse inverse,
            Removed removed,
            ReadRequest requests,
            ContentTypes types,
            ObjectMapper json,
            Clock clock) {
        this.items = items;
        this.lists = lists;
        this.composer = composer;
        this.inverse = inverse;
        this.removed = removed;
        this.requests = requests;
        this.types = types;
        this.json = json;
        this.clock = clock;
    }

    /** An entity at a release. */
    public record Found(Item item, long release) {}

    public Response list(ContentType contentType, UriInfo uri, HttpHeaders headers) {
        var until = reviewsChange();
        var type = contentType.description();
        var query =
                ListQuery.parse(type, QueryParameters.parse(uri.getRequestUri().getRawQuery()));
        var cursor = query.cursor().map(token -> Cursor.decode(token, query.identity(type)));
        long release = cursor.isPresent() ? cursor.get().release() : requests.resolve(query.time());
        var page = lists.find(type, query, release, cursor.map(Lists.Position::of));
        Set<String> keys = new LinkedHashSet<>(List.of(type.collection()));
        var next = page.next().map(position -> nextUri(type, uri, query, release, position));

        var body = json.createObjectNode();
        body.putArray("items").addAll(composer.compose(page.items(), query.selection(), release, keys));
        next.ifPresent(value -> body.put("next", value));
        body.put("release", release);
        page.total().ifPresent(total -> body.put("total", total));
        return answer(body, release, keys, next, until, headers);
    }

    public Response one(ContentType contentType, String slug, UriInfo uri, HttpHeaders headers) {
        var until = reviewsChange();
        var type = contentType.description();
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var selection = Selection.parse(type, parameters);
        var time = ReadRequest.parse(parameters);
        parameters.finish(String.join(", ", Selection.NAMES) + ", " + TIME_PARAMETERS);

        long release = requests.resolve(time);
        var item = find(type, slug, release, uri);
        Set<String> keys = new LinkedHashSet<>();
        var body = composer.compose(List.of(item), selection, release, keys).get(0);
        if (selection.fields().isEmpty()) {
            inverse.addTo(body, type, item.id(), release);
        }
        return answer(body, release, keys, Optional.empty(), until, headers);
    }

    /** Asked before anything is read: what is made over midnight then counts as of the day before. */
    private Optional<Instant> reviewsChange() {
        return Optional.of(Review.Status.changesAfter(clock.instant()));
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
        var body = composer.compose(List.of(item), selection, current, new LinkedHashSet<>(), unpublished)
                .get(0);
        if (selection.fields().isEmpty()) {
            inverse.addTo(body, type, item.id(), current);
        }
        return Response.ok(write(body), Representation.JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /**
     * For what hangs below an entity's path and takes only {@code release} or {@code asOf}.
     *
     * @throws ProblemException 404, 410 and 400 as for the entity itself
     */
    public Found find(ContentType contentType, String slug, UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var time = ReadRequest.parse(parameters);
        parameters.finish(TIME_PARAMETERS);
        long release = requests.resolve(time);
        return new Found(find(contentType.description(), slug, release, uri), release);
    }

    public Response answer(
            JsonNode body, long release, Collection<String> keys, Optional<String> next, HttpHeaders headers) {
        return answer(body, release, keys, next, Optional.empty(), headers);
    }

    public Response answer(Representation representation, HttpHeaders headers) {
        return representation.answer(headers, clock.instant());
    }

    private Response answer(
            JsonNode body,
            long release,
            Collection<String> keys,
            Optional<String> next,
            Optional<Instant> until,
            HttpHeaders headers) {
        var bytes = write(body);
        return answer(new Representation(bytes, Representation.JSON, release, keys, next, until), headers);
    }

    private byte[] write(JsonNode body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    public ObjectNode link(Item item) {
        return composer.link(item);
    }

    private Item find(TypeDescription type, String slug, long release, UriInfo uri) {
        var item = items.bySlug(type.name(), slug, release)
                .or(() -> items.byFormerSlug(type.name(), slug, release))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "No %s '%s' is published".formatted(type.name(), slug)));
        if (!item.isPublished()) {
            throw removed.problem(type, slug, item, release);
        }
        if (!item.slug().equals(slug)) {
            throw new Moved(movedTo(type, slug, item.slug(), uri));
        }
        return item;
    }

    /** The same request under the new slug. */
    static URI movedTo(TypeDescription type, String from, String to, UriInfo uri) {
        var asked = uri.getRequestUri();
        var path =
                type.pathOf(to) + asked.getRawPath().substring(type.pathOf(from).length());
        return URI.create(asked.getRawQuery() == null ? path : path + '?' + asked.getRawQuery());
    }

    private static String nextUri(
            TypeDescription type, UriInfo uri, ListQuery query, long release, Lists.Position position) {
        var cursor = new Cursor(
                        query.identity(type),
                        release,
                        position.key(),
                        position.id().toString())
                .encode();
        var rawQuery = uri.getRequestUri().getRawQuery();
        var others = new StringBuilder();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&")) {
            if (!pair.startsWith("cursor=")) {
                others.append(pair).append('&');
            }
        }
        return type.path() + '?' + others + "cursor=" + cursor;
    }
}
