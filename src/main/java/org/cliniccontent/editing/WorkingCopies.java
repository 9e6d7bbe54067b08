package org.cliniccontent.editing;

import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** The working copies that edits name or point to: those that exist, and those that the edits add. */
final class WorkingCopies implements Directory {

    private static final UUID NIL = new UUID(0, 0);

    private final Incoming incoming;
    private final List<Editable<?, ?>> types;
    private final EntityManager entities;
    private final Map<Class<?>, Map<String, WorkingCopy>> bySlug = new HashMap<>();
    private final Set<WorkingCopy> added = new HashSet<>();

    WorkingCopies(Incoming incoming, List<Editable<?, ?>> types, EntityManager entities) {
        this.incoming = incoming;
        this.types = types;
        this.entities = entities;
    }

    /** Whether a slug is in the bundle, or that of a working copy. */
    boolean has(String typeName, String slug) {
        var type = types.stream()
                .filter(each -> each.description().name().equals(typeName))
                .findFirst()
                .orElseThrow();
        return incoming.tree().path(type.bundleKey()).has(slug)
                || existing(type, slug).isPresent();
    }

    /** Makes those that the bundle adds; {@link #persistAdded} is for when they are filled in. */
    void createMissing() {
        Map<Editable<?, ?>, Set<String>> missing = new HashMap<>();
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).fieldNames().forEachRemaining(slug -> {
                if (existing(type, slug).isEmpty() && renamed(type, slug).isEmpty()) {
                    missing.computeIfAbsent(type, key -> new HashSet<>()).add(slug);
                }
            });
        }
        missing.forEach((type, slugs) -> slugs.forEach(slug -> create(type, slug)));
    }

    /** A renaming leads from a slug that there is, or that was renamed before, to one that the edits have. */
    void checkRenamed() {
        incoming.tree().path("renamed").properties().forEach(rename -> {
            var key = rename.getKey().substring(0, Math.max(0, rename.getKey().indexOf('/')));
            var type =
                    types.stream().filter(each -> each.bundleKey().equals(key)).findFirst();
            var slug = rename.getValue().asText();
            var pointer = "/renamed/" + rename.getKey().replace("/", "~1");
            if (type.isEmpty() || !incoming.tree().path(key).has(slug)) {
                incoming.fault(pointer, "leads to '%s', which is not in the bundle".formatted(slug));
            } else if (existing(type.get(), rename.getKey().substring(key.length() + 1))
                            .isEmpty()
                    && existing(type.get(), slug).isEmpty()) {
                incoming.fault(pointer, "there is nothing under the slug that it leads from");
            }
        });
    }

    /**
     * An id is for one entity and for ever: it is no other's, and who has one has no other.
     *
     * @param owners finds whose id one is, as a type and a slug
     */
    void checkIds(Function<UUID, Optional<String>> owners) {
        Set<UUID> seen = new HashSet<>();
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).fieldNames().forEachRemaining(slug -> idOf(type, slug)
                    .ifPresent(id -> {
                        var pointer = "/ids/" + type.bundleKey() + "~1" + slug;
                        var present = existing(type, slug)
                                .<WorkingCopy>map(copy -> copy)
                                .or(() -> renamed(type, slug));
                        var owner = present.isPresent() ? Optional.<String>empty() : owners.apply(id);
                        if (id.equals(NIL)) {
                            incoming.fault(pointer, "is the nil UUID, which identifies nothing");
                        } else if (!seen.add(id)) {
                            incoming.fault(pointer, "is another entity's as well");
                        } else if (present.isPresent() && !present.get().id.equals(id)) {
                            incoming.fault(pointer, "is not its id here, which is " + present.get().id);
                        } else if (owner.isPresent()) {
                            incoming.fault(pointer, "is the id of %s here".formatted(owner.get()));
                        }
                    }));
        }
    }

    private Optional<UUID> idOf(Editable<?, ?> type, String slug) {
        var id = incoming.tree().path("ids").path(type.bundleKey() + '/' + slug);
        return id.isTextual() ? Optional.of(UUID.fromString(id.asText())) : Optional.empty();
    }

    private void create(Editable<?, ?> type, String slug) {
        WorkingCopy copy = type.create();
        copy.slug = slug;
        copy.id = idOf(type, slug).orElseGet(() -> UuidVersion7Strategy.INSTANCE.generateUuid(null));
        added.add(copy);
        remember(type.entity(), slug, copy);
    }

    void persistAdded() {
        added.forEach(entities::persist);
        entities.flush();
    }

    boolean isNew(WorkingCopy copy) {
        return added.contains(copy);
    }

    @Override
    public <E extends WorkingCopy> E find(Class<E> type, String slug) {
        var copy = bySlug.getOrDefault(type, Map.of()).get(slug);
        if (copy == null) {
            throw new IllegalStateException("no working copy %s '%s'".formatted(type.getSimpleName(), slug));
        }
        return type.cast(copy);
    }

    @Override
    public UUID documentId(String slug) {
        return find(quoted().entity(), slug).id;
    }

    @Override
    public String documentSlug(UUID id) {
        return entities.find(quoted().entity(), id).slug;
    }

    /** The verbatim text of a document that is not among the edits, by its slug. */
    Optional<String> sourceOf(String document) {
        return existing(quoted(), document)
                .map(found ->
                        quoted().sources(List.of(found.id)).values().iterator().next());
    }

    private Editable<?, ?> quoted() {
        return types.stream()
                .filter(type -> type.description().name().equals(StoredPassage.DOCUMENT))
                .findFirst()
                .orElseThrow();
    }

    /** What was not there when it was first looked for is not there later, so that nobody else's is taken for ours. */
    private Optional<? extends WorkingCopy> existing(Editable<?, ?> type, String slug) {
        var known = bySlug.computeIfAbsent(type.entity(), key -> new HashMap<>());
        if (!known.containsKey(slug)) {
            known.put(
                    slug,
                    entities.createQuery(
                                    "from %s where slug = :slug"
                                            .formatted(type.entity().getSimpleName()),
                                    type.entity())
                            .setParameter("slug", slug)
                            .getResultStream()
                            .findFirst()
                            .orElse(null));
        }
        return Optional.ofNullable(known.get(slug));
    }

    /** The entity that had another slug until now, as the bundle's {@code renamed} says. */
    private Optional<? extends WorkingCopy> renamed(Editable<?, ?> type, String slug) {
        var prefix = type.bundleKey() + '/';
        for (var rename : incoming.tree().path("renamed").properties()) {
            if (rename.getKey().startsWith(prefix) && rename.getValue().asText().equals(slug)) {
                var found = existing(type, rename.getKey().substring(prefix.length()));
                found.ifPresent(copy -> remember(type.entity(), slug, copy));
                return found;
            }
        }
        return Optional.empty();
    }

    private void remember(Class<?> type, String slug, WorkingCopy copy) {
        bySlug.computeIfAbsent(type, key -> new HashMap<>()).put(slug, copy);
    }
}
