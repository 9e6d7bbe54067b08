package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.content.Relation;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** The working copies that edits name or point to: those that exist, and those that the edits add. */
final class WorkingCopies implements WorkingCopyLookup, QuoteResolver.Sources {

    private static final UUID NIL = new UUID(0, 0);
    private static final int LOADED_AT_ONCE = 500;

    private final EditSet incoming;
    private final List<Editable<?, ?>> types;
    private final EntityManager entities;
    private final Map<Class<?>, Map<String, WorkingCopy>> bySlug = new HashMap<>();
    private final Set<WorkingCopy> added = new HashSet<>();

    /** By type and new slug, the slug until now. */
    private final Map<String, String> formerSlugs = new HashMap<>();

    WorkingCopies(EditSet incoming, List<Editable<?, ?>> types, EntityManager entities) {
        this.incoming = incoming;
        this.types = types;
        this.entities = entities;
        incoming.tree().path("renamed").properties().forEach(rename -> {
            int slash = rename.getKey().indexOf('/');
            if (slash >= 0) {
                formerSlugs.putIfAbsent(
                        rename.getKey().substring(0, slash + 1)
                                + rename.getValue().asText(),
                        rename.getKey().substring(slash + 1));
            }
        });
    }

    /** Loads what the edits name and point to, a few statements for all, before it is looked for one by one. */
    void load() {
        Map<Editable<?, ?>, Set<String>> named = new HashMap<>();
        for (Editable<?, ?> type : types) {
            var slugs = named.computeIfAbsent(type, key -> new LinkedHashSet<>());
            incoming.tree().path(type.bundleKey()).properties().forEach(entity -> {
                slugs.add(entity.getKey());
                var former = formerSlugs.get(type.bundleKey() + '/' + entity.getKey());
                if (former != null) {
                    slugs.add(former);
                }
                addTargets(type, entity.getValue(), named);
            });
        }
        named.forEach(this::load);
    }

    private void addTargets(Editable<?, ?> type, JsonNode edit, Map<Editable<?, ?>, Set<String>> named) {
        for (Relation relation : type.description().relations()) {
            if (!relation.equals(Relation.passages())) {
                var slugs = named.computeIfAbsent(ofName(relation.target()), key -> new LinkedHashSet<>());
                edit.path(relation.field()).forEach(link -> slugs.add(slugIn(link, relation.target())));
            }
        }
    }

    /** The slug that a link names: it is one, or has one beside what else is said of the link. */
    static String slugIn(JsonNode link, String type) {
        return (link.isTextual() ? link : link.path(type)).asText();
    }

    private <E extends WorkingCopy> void load(Editable<E, ?> type, Collection<String> slugs) {
        var known = bySlug.computeIfAbsent(type.entity(), key -> new HashMap<>());
        var missing = slugs.stream().filter(slug -> !known.containsKey(slug)).toList();
        for (int from = 0; from < missing.size(); from += LOADED_AT_ONCE) {
            var some = missing.subList(from, Math.min(missing.size(), from + LOADED_AT_ONCE));
            some.forEach(slug -> known.put(slug, null));
            entities.createQuery("from " + type.entity().getSimpleName() + " where slug in (:slugs)", type.entity())
                    .setParameter("slugs", some)
                    .getResultList()
                    .forEach(found -> known.put(found.slug, found));
        }
    }

    private Editable<?, ?> ofName(String typeName) {
        return types.stream()
                .filter(each -> each.description().name().equals(typeName))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a slug is in the bundle, or that of a working copy. */
    boolean has(String typeName, String slug) {
        var type = ofName(typeName);
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
                incoming.fault(pointer, String.format(Locale.ROOT, "leads to '%s', which is not in the bundle", slug));
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
     * @param owners finds whose ids some are, as a type and a slug
     */
    void checkIds(Function<Collection<UUID>, Map<UUID, String>> owners) {
        Map<UUID, String> owned = owners.apply(givenIds());
        Set<UUID> seen = new HashSet<>();
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).fieldNames().forEachRemaining(slug -> idOf(type, slug)
                    .ifPresent(id -> {
                        var pointer = "/ids/" + type.bundleKey() + "~1" + slug;
                        var present = existing(type, slug)
                                .<WorkingCopy>map(copy -> copy)
                                .or(() -> renamed(type, slug));
                        var owner = present.isPresent() ? Optional.<String>empty() : Optional.ofNullable(owned.get(id));
                        if (id.equals(NIL)) {
                            incoming.fault(pointer, "is the nil UUID, which identifies nothing");
                        } else if (!seen.add(id)) {
                            incoming.fault(pointer, "is another entity's as well");
                        } else if (present.isPresent() && !present.get().id.equals(id)) {
                            incoming.fault(pointer, "is not its id here, which is " + present.get().id);
                        } else if (owner.isPresent()) {
                            incoming.fault(pointer, String.format(Locale.ROOT, "is the id of %s here", owner.get()));
                        }
                    }));
        }
    }

    private Set<UUID> givenIds() {
        Set<UUID> ids = new HashSet<>();
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).fieldNames().forEachRemaining(slug -> idOf(type, slug)
                    .ifPresent(ids::add));
        }
        return ids;
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

    /** Returns the working copies of a type with these ids. */
    Set<WorkingCopy> withIds(Editable<?, ?> type, Set<UUID> ids) {
        return bySlug.getOrDefault(type.entity(), Map.of()).values().stream()
                .filter(copy -> copy != null && ids.contains(copy.id))
                .collect(Collectors.toSet());
    }

    boolean isNew(WorkingCopy copy) {
        return added.contains(copy);
    }

    @Override
    public <E extends WorkingCopy> E find(Class<E> type, String slug) {
        var copy = bySlug.getOrDefault(type, Map.of()).get(slug);
        if (copy == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "no working copy %s '%s'", type.getSimpleName(), slug));
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

    @Override
    public void expect(Collection<String> documents) {
        load(quoted(), documents);
    }

    /** The verbatim text of a document that is not among the edits, by its slug. */
    @Override
    public Optional<String> of(String document) {
        return existing(quoted(), document)
                .map(found ->
                        quoted().sources(List.of(found.id)).values().iterator().next());
    }

    private Editable<?, ?> quoted() {
        return ofName(StoredPassage.DOCUMENT);
    }

    /** What was not there when it was first looked for is not there later, so that nobody else's is taken for ours. */
    private Optional<? extends WorkingCopy> existing(Editable<?, ?> type, String slug) {
        load(type, List.of(slug));
        return Optional.ofNullable(bySlug.get(type.entity()).get(slug));
    }

    /** The entity that had another slug until now, as the bundle's {@code renamed} says. */
    private Optional<? extends WorkingCopy> renamed(Editable<?, ?> type, String slug) {
        var former = formerSlugs.get(type.bundleKey() + '/' + slug);
        if (former == null) {
            return Optional.empty();
        }
        var found = existing(type, former);
        found.ifPresent(copy -> remember(type.entity(), slug, copy));
        return found;
    }

    private void remember(Class<?> type, String slug, WorkingCopy copy) {
        bySlug.computeIfAbsent(type, key -> new HashMap<>()).put(slug, copy);
    }
}
