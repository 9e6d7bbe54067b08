package org.cliniccontent.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.ReadContext;

/** One composition: what has been loaded for it so far, and what has been made of it. */
final class Composition {

    /** Gives items by their ids, those of some types whole. */
    @FunctionalInterface
    interface Source {
        Collection<Item> find(Set<UUID> ids, Set<String> whole);
    }

    private static final String DOCUMENT = Relation.passages().target();
    private static final Set<String> NONE = Set.of();

    private final Function<String, Shape> shapes;
    private final Source source;
    private final ReadContext edition;
    private final Map<UUID, Item> found = new HashMap<>();
    private final Map<UUID, StoredBody> bodies = new HashMap<>();

    /** What is embedded or linked often is made once. */
    private final Map<UUID, byte[]> embedded = new HashMap<>();

    private final Map<UUID, byte[]> links = new HashMap<>();

    Composition(Function<String, Shape> shapes, Source source, ReadContext edition) {
        this.shapes = shapes;
        this.source = source;
        this.edition = edition;
    }

    /** @param roots of one type */
    List<byte[]> of(List<Item> roots, Selection selection) {
        if (roots.isEmpty()) {
            return List.of();
        }
        roots.forEach(root -> found.put(root.id(), root));
        var shape = shapes.apply(roots.get(0).type());
        var rootIds = roots.stream().map(Item::id).toList();
        load(linkedFrom(rootIds), shape.embedded(selection.include()));
        // Then what the embedded link to: their caveats, and the caveats' own links.
        var direct = embeddedIn(rootIds, selection.include());
        load(linkedFrom(direct), Shape.ALWAYS_EMBEDDED);
        load(linkedFrom(embeddedIn(direct, NONE)), NONE);

        var shown = selection.shown(shape.type());
        List<byte[]> composed = new ArrayList<>(roots.size());
        for (Item root : roots) {
            var to = new JsonBytes();
            write(to, root, selection.include(), Set.of(), shown);
            composed.add(to.toBytes());
        }
        return composed;
    }

    /** What need not be looked for. */
    void know(Collection<Item> items) {
        items.forEach(item -> found.put(item.id(), item));
    }

    /** Everything that had to be known. */
    Collection<Item> found() {
        return found.values();
    }

    private void load(Set<UUID> ids, Set<String> whole) {
        ids.removeAll(found.keySet());
        if (!ids.isEmpty()) {
            source.find(ids, whole).forEach(item -> found.put(item.id(), item));
        }
    }

    private StoredBody body(UUID id) {
        return bodies.computeIfAbsent(id, key -> StoredBody.of(found.get(key).body()));
    }

    private Set<UUID> linkedFrom(Collection<UUID> entities) {
        Set<UUID> ids = new HashSet<>();
        for (UUID entity : entities) {
            body(entity).members().forEach(member -> member.links().forEach(link -> ids.add(link.id())));
        }
        return ids;
    }

    private Set<UUID> embeddedIn(Collection<UUID> entities, Set<String> include) {
        Set<UUID> ids = new HashSet<>();
        for (UUID entity : entities) {
            for (StoredBody.Member member : body(entity).members()) {
                if (member.name().equals(TypeDescription.CAVEATS) || include.contains(member.name())) {
                    member.links().forEach(link -> ids.add(link.id()));
                }
            }
        }
        return ids;
    }

    /**
     * @param embed the relations to embed in it
     * @param inherited the caveats of what it is shown under, which hold for it too
     */
    private void write(JsonBytes to, Item item, Set<String> embed, Set<UUID> inherited, Predicate<String> shown) {
        var body = body(item.id());
        var own = new LinkedHashSet<UUID>();
        body.links(TypeDescription.CAVEATS).forEach(link -> own.add(link.id()));
        var shape = shapes.apply(item.type());
        var members = shape.arrange(body);
        to.begin('{');
        for (int place = 0; place < members.length; place++) {
            var member = members[place];
            var name =
                    place < shape.members().size() ? shape.members().get(place) : member == null ? "" : member.name();
            if (shown.test(name)) {
                switch (name) {
                    case TypeDescription.CAVEATS -> caveats(to, member, own, inherited);
                    case Composer.REVIEW -> review(to, member, item, body);
                    case Composer.RELEASE -> to.name(name).number(item.release());
                    case Composer.UPDATED_AT ->
                        to.name(name).text(item.updatedAt().toString());
                    case Composer.SHA256 -> to.name(name).text(item.sha256());
                    default -> copy(to, member, body, embed.contains(name), own);
                }
            }
        }
        to.end('}');
    }

    private void caveats(JsonBytes to, StoredBody.Member member, Set<UUID> own, Set<UUID> inherited) {
        if (member == null) {
            return;
        }
        to.name(TypeDescription.CAVEATS).begin('[');
        for (UUID id : own) {
            embed(to.separate(), id, Set.of());
        }
        for (UUID id : inherited) {
            if (!own.contains(id)) {
                embed(to.separate(), id, Set.of());
            }
        }
        to.end(']');
    }

    /** With its links followed. */
    private void copy(JsonBytes to, StoredBody.Member member, StoredBody body, boolean embed, Set<UUID> caveats) {
        if (member == null) {
            return;
        }
        to.separate();
        int from = member.start();
        for (StoredBody.Link link : member.links()) {
            to.raw(body.bytes(), from, link.start());
            if (embed) {
                embed(to, link.id(), caveats);
            } else {
                to.raw(link(link.id()));
            }
            from = link.end();
        }
        to.raw(body.bytes(), from, member.end());
    }

    private void embed(JsonBytes to, UUID id, Set<UUID> caveatsAbove) {
        var item = found.get(id);
        if (!caveatsAbove.isEmpty() && shapes.apply(item.type()).hasCaveats()) {
            write(to, item, NONE, caveatsAbove, name -> true);
            return;
        }
        var known = embedded.get(id);
        if (known == null) {
            var alone = new JsonBytes();
            write(alone, item, NONE, Set.of(), name -> true);
            known = alone.toBytes();
            embedded.put(id, known);
        }
        to.raw(known);
    }

    /** Its own review, or that of the first of its documents to be due; with its status on the day. */
    private void review(JsonBytes to, StoredBody.Member member, Item item, StoredBody body) {
        var from = item.reviewDue() == null ? firstDue(item, body) : item;
        if (from.reviewDue() == null) {
            copy(to, member, body, false, Set.of());
            return;
        }
        var review = body(from.id()).member(Composer.REVIEW);
        to.separate().raw(body(from.id()).bytes(), review.start(), review.end() - 1);
        to.name("status").text(Review.Status.of(from.reviewDue(), edition.day()).name());
        if (from != item) {
            to.name("document").raw(link(from.id()));
        }
        to.end('}');
    }

    private Item firstDue(Item item, StoredBody body) {
        var first = item;
        for (UUID id : documentsOf(body)) {
            var candidate = found.get(id);
            if (candidate.reviewDue() != null
                    && (first.reviewDue() == null || candidate.reviewDue().isBefore(first.reviewDue()))) {
                first = candidate;
            }
        }
        return first;
    }

    /** Only passages link to documents. Of several that are due on one day, the order of the set decides. */
    private Set<UUID> documentsOf(StoredBody body) {
        Set<UUID> documents = new HashSet<>();
        for (StoredBody.Member member : body.members()) {
            for (StoredBody.Link link : member.links()) {
                if (found.get(link.id()).type().equals(DOCUMENT)) {
                    documents.add(link.id());
                }
            }
        }
        return documents;
    }

    private byte[] link(UUID id) {
        return links.computeIfAbsent(id, key -> {
            var target = found.get(key);
            var link = new JsonBytes();
            shapes.apply(target.type()).link(link, target);
            return link.toBytes();
        });
    }
}
