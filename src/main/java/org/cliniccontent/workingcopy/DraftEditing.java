package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.All;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.access.Caller;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.Removal;
import org.hibernate.exception.ConstraintViolationException;

/** Changes one working copy. Every method expects a transaction, and a draft that it has locked. */
@ApplicationScoped
public class DraftEditing {

    private final List<Editable<?, ?>> types;
    private final Authoring authoring;
    private final Drafts drafts;
    private final EditorContent contents;
    private final Items items;
    private final Releases releases;
    private final ReleasableDrafts releasable;
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;
    private final RequestBody bodies;

    DraftEditing(
            @All List<Editable<?, ?>> types,
            Authoring authoring,
            Drafts drafts,
            EditorContent contents,
            Items items,
            Releases releases,
            ReleasableDrafts releasable,
            Database database,
            ObjectMapper json,
            Clock clock,
            RequestBody bodies) {
        this.types = types;
        this.authoring = authoring;
        this.drafts = drafts;
        this.contents = contents;
        this.items = items;
        this.releases = releases;
        this.releasable = releasable;
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.bodies = bodies;
    }

    public Editable<?, ?> ofCollection(String collection) {
        return types.stream()
                .filter(type -> type.description().collection().equals(collection))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no collection '%s'", collection)));
    }

    public Editable<?, ?> ofType(String name) {
        return types.stream()
                .filter(type -> type.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A draft's content as {@link #replace} takes it. */
    public ObjectNode content(Draft draft) {
        var sources = ofType(draft.type()).sources(List.of(draft.id()));
        reserve(draft.body().length(), sources.get(draft.id()));
        return contents.of(draft, sources);
    }

    private void reserve(long body, String source) {
        bodies.worksOn(body + (source == null ? 0L : source.length()));
    }

    void create(Editable<?, ?> type, String slug, JsonNode content, Caller by) {
        authoring.create(SingleEdit.of(type, slug, content), by);
    }

    void replace(Editable<?, ?> type, String slug, JsonNode content, Caller by) {
        authoring.apply(SingleEdit.of(type, slug, content), by);
    }

    /** Applies a JSON Merge Patch (RFC 7396) to the content. */
    void patch(Draft draft, JsonNode patch, Caller by) {
        replace(ofType(draft.type()), draft.slug(), MergePatch.apply(content(draft), patch), by);
    }

    public void rename(Draft draft, String slug, Caller by) {
        var type = ofType(draft.type());
        if (slug.equals(draft.slug())) {
            return;
        }
        var edit = SingleEdit.again(type, slug, content(draft))
                .renamedFrom(type, draft.slug())
                .slugAt("/slug");
        if (isTaken(draft, slug)) {
            throw UniqueValues.conflict(edit, List.of(UniqueValues.slugTaken(type, slug)));
        }
        authoring.apply(edit, by, Set.of(draft.id()));
    }

    /** @throws ProblemException 409 if another working copy has a slug that this one is to have */
    public void requireFree(Draft draft, String slug) {
        if (isTaken(draft, slug)) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    String.format(Locale.ROOT, "Another %s has the slug '%s'", draft.type(), slug));
        }
    }

    private boolean isTaken(Draft draft, String slug) {
        return drafts.find(draft.type(), slug)
                .filter(other -> !other.id().equals(draft.id()))
                .isPresent();
    }

    /** Takes the content of an earlier revision, under the slug that the working copy has now. */
    public void restore(Draft draft, long release, Caller by) {
        var item = published(draft.id(), release)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        String.format(Locale.ROOT, "It was not published at release %d", release)));
        take(draft, item, draft.slug(), by);
    }

    /** Back to what is published, or away if nothing ever was. */
    void discard(Draft draft, Caller by) {
        var last = database.queryOne("""
                        select since_release from published_item
                        where id = ? and state = 'PUBLISHED' order by since_release desc limit 1
                        """, row -> row.getLong(1), draft.id())
                .flatMap(release -> published(draft.id(), release));
        if (last.isEmpty()) {
            delete(draft);
            return;
        }
        take(draft, last.get(), last.get().slug(), by);
        var after = drafts.lock(List.of(draft.id())).get(0);
        if (after.state() != Draft.State.RELEASED) {
            // It is removed: nothing to publish, although the content is not what is public.
            drafts.store(List.of(after.released(by.name(), clock.instant())));
        }
    }

    private void take(Draft draft, Item item, String slug, Caller by) {
        var type = ofType(draft.type());
        requireFree(draft, slug);
        var content = content(item);
        reserve(item.body().length, content.path("source").textValue());
        authoring.apply(SingleEdit.again(type, slug, content).renamedFrom(type, draft.slug()), by, Set.of(draft.id()));
    }

    /** A published body as its editors would write it. */
    public ObjectNode content(Item item) {
        var body = JsonBodies.parse(json, item.body());
        var source = items.source(body.path("sourceSha256").asText());
        return contents.of(
                item.id(), body, source.map(text -> Map.of(item.id(), text)).orElse(Map.of()));
    }

    private Optional<Item> published(UUID id, long release) {
        return release > releases.current()
                ? Optional.empty()
                : Optional.ofNullable(items.byIds(List.of(id), release).get(id));
    }

    private void delete(Draft draft) {
        var pointing = drafts.pointingTo(draft.id());
        if (!pointing.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Other working copies point to it: " + String.join(", ", pointing));
        }
        var entities = Panache.getEntityManager();
        try {
            entities.remove(entities.find(ofType(draft.type()).entity(), draft.id()));
            entities.flush();
        } catch (ConstraintViolationException e) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Another working copy was made to point to it at the same time");
        }
        drafts.delete(draft.id());
    }

    /** Plans its removal by the next release. */
    public void remove(Draft draft, JsonNode removal, Caller by) {
        var item = published(draft.id(), releases.current())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.CONFLICT,
                        "It is not published, so there is nothing to remove: discard it instead"));
        Link replacement = null;
        if (removal.has("replacement")) {
            var other = releasable
                    .find(removal.path("replacement").asText())
                    .filter(found -> !found.id().equals(draft.id()))
                    .orElseThrow(() -> StrictJson.invalid(
                            List.of(Fault.at("/replacement", "is not the path of another working copy"))));
            replacement = Link.to(other.type(), other.id());
        }
        var tombstone = new Removal(
                item.id(),
                item.type(),
                item.slug(),
                item.name(),
                Tombstone.Kind.valueOf(removal.path("kind").asText()),
                removal.path("reason").asText(null),
                removal.has("urgency")
                        ? Tombstone.Urgency.valueOf(removal.path("urgency").asText())
                        : null,
                replacement);
        var candidate = Candidate.of(ofType(draft.type()).description(), json.valueToTree(tombstone));
        drafts.store(List.of(draft.toBeRemoved(candidate, by, clock.instant())));
    }
}
