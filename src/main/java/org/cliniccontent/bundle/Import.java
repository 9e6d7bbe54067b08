package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.arc.All;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.document.Document;
import org.cliniccontent.editing.Editable;
import org.cliniccontent.editing.WorkingCopy;
import org.cliniccontent.http.Fault;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.Relation;
import org.cliniccontent.release.Release;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Takes a bundle in: all of it or nothing. What it names is created or replaced, and published as one release; what it
 * says already is left alone, so that importing a bundle again changes nothing.
 */
@ApplicationScoped
public class Import {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final List<Editable<?, ?>> types;
    private final Publication publication;
    private final Clock clock;

    Import(@All List<Editable<?, ?>> types, Publication publication, Clock clock) {
        this.types = types;
        this.publication = publication;
        this.clock = clock;
    }

    /**
     * @param bundle YAML or JSON, in UTF-8
     * @return the release, or nothing if the bundle changed nothing
     * @throws BundleRefused if the bundle is not valid, with every fault and its place in the file
     * @throws org.cliniccontent.release.PublicationRefused if what it says may not be published
     */
    @Transactional
    public Optional<Release> run(byte[] bundle, String message, String author) {
        try {
            return run(Bundle.parse(bundle), message, author);
        } catch (ConstraintViolationException e) {
            // What no schema can say, such as a key that another entity has: the constraint's name tells.
            throw new BundleRefused(List.of(Fault.at("", "breaks the rule " + e.getConstraintName())));
        }
    }

    private Optional<Release> run(Bundle bundle, String message, String author) {
        var copies = new WorkingCopies(bundle, types, Panache.getEntityManager());
        new Quotes(bundle, copies::sourceOf).resolve();
        checkLinks(bundle, copies);
        copies.checkRenamed();
        bundle.throwIfFaulty();
        copies.createMissing();

        Map<String, Set<UUID>> changed = new HashMap<>();
        for (Editable<?, ?> type : types) {
            var ids = applyAll(type, bundle, copies);
            if (!ids.isEmpty()) {
                changed.put(type.description().name(), ids);
            }
        }
        copies.persistAdded();
        return changed.isEmpty() ? Optional.empty() : publication.publish(changed, message, author);
    }

    private <E extends WorkingCopy, D> Set<UUID> applyAll(Editable<E, D> type, Bundle bundle, WorkingCopies copies) {
        Set<UUID> changed = new HashSet<>();
        bundle.tree().path(type.bundleKey()).properties().forEach(entry -> {
            var copy = copies.find(type.entity(), entry.getKey());
            var edit = edit(type, entry.getValue());
            boolean renamed = !copy.slug.equals(entry.getKey());
            if (copies.isNew(copy) || renamed || !edit.equals(type.editOf(copy, copies))) {
                copy.slug = entry.getKey();
                type.apply(edit, copy, copies);
                copy.updatedAt = clock.instant();
                changed.add(copy.id);
            }
        });
        return changed;
    }

    private static <D> D edit(Editable<?, D> type, JsonNode node) {
        try {
            return STRICT.treeToValue(node, type.edit());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema admits what the edit record does not", e);
        }
    }

    /** Every slug that the bundle points to must be in it or be a working copy already. */
    private void checkLinks(Bundle bundle, WorkingCopies copies) {
        for (Editable<?, ?> type : types) {
            bundle.tree().path(type.bundleKey()).properties().forEach(entry -> {
                for (Relation relation : type.description().relations()) {
                    if (!relation.equals(Relation.passages())) {
                        var pointer = "/%s/%s/%s".formatted(type.bundleKey(), entry.getKey(), relation.field());
                        checkLinks(
                                bundle,
                                copies,
                                relation,
                                pointer,
                                entry.getValue().path(relation.field()));
                    }
                }
            });
        }
    }

    private void checkLinks(Bundle bundle, WorkingCopies copies, Relation relation, String pointer, JsonNode targets) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < targets.size(); i++) {
            var target =
                    targets.get(i).isTextual() ? targets.get(i) : targets.get(i).path(relation.target());
            if (!copies.has(relation.target(), target.asText())) {
                bundle.fault(pointer + '/' + i, "there is no %s '%s'".formatted(relation.target(), target.asText()));
            } else if (!seen.add(target.asText())) {
                bundle.fault(pointer + '/' + i, "'%s' is listed already".formatted(target.asText()));
            }
        }
    }

    /** The type of documents is the one type that a bundle must know: passages lie in its sources. */
    static Optional<Document> document(EntityManager entities, String slug) {
        return entities.createQuery("from Document where slug = :slug", Document.class)
                .setParameter("slug", slug)
                .getResultStream()
                .findFirst();
    }
}
