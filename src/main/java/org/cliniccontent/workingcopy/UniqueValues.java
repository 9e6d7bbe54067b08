package org.cliniccontent.workingcopy;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.persistence.Column;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The values that only one working copy of a type may have: the fields with {@code @Column(unique = true)}. The database
 * enforces them, for writers at the same time too. This class says afterwards which working copy has a value, so that a
 * client is told that and not the name of a constraint.
 */
final class UniqueValues {

    private static final String SLUG = "slug";

    private final EntityManager entities;
    private final List<Fault> faults = new Faults();

    private UniqueValues(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * A 409 that names each member whose value is taken, and what has it, after the database refused to write the
     * working copies. Their transaction must be able to read.
     */
    static ProblemException conflict(EditSet incoming, WorkingCopies copies, Map<Editable<?, ?>, Set<UUID>> changed) {
        var entities = Panache.getEntityManager();
        // The lookup must not flush again what was refused.
        entities.clear();
        var values = new UniqueValues(entities);
        changed.forEach((type, ids) -> values.check(type, copies.withIds(type, ids)));
        return conflict(incoming, values.faults);
    }

    static ProblemException conflict(EditSet incoming, List<Fault> faults) {
        if (faults.isEmpty()) {
            // An id, or something whose owner has gone since.
            return new ProblemException(
                    ProblemType.CONFLICT, "Another working copy was created, changed or discarded at the same time");
        }
        var located = incoming.located(faults);
        return new ProblemException(
                ProblemType.CONFLICT, Fault.summary("A value that must be unique is taken", located), located);
    }

    /** The fault of an entity in the edits whose slug another one has. */
    static Fault slugTaken(Editable<?, ?> type, String slug) {
        return taken(type, slug, SLUG, slug, slug);
    }

    private void check(Editable<?, ?> type, Collection<? extends WorkingCopy> changed) {
        if (!changed.isEmpty()) {
            uniqueFields(type.entity()).forEach(field -> check(type, field, changed));
        }
    }

    private static List<Field> uniqueFields(Class<?> entity) {
        List<Field> unique = new ArrayList<>();
        for (Class<?> declaring = entity; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.isAnnotationPresent(Column.class)
                        && field.getAnnotation(Column.class).unique()) {
                    unique.add(field);
                }
            }
        }
        return unique;
    }

    /** Looks for the values of changed working copies among the others of their type, stored and changed. */
    private void check(Editable<?, ?> type, Field field, Collection<? extends WorkingCopy> changed) {
        Map<Object, WorkingCopy> wanted = new HashMap<>();
        changed.stream().sorted(Comparator.comparing(copy -> copy.slug)).forEach(copy -> {
            var first = wanted.putIfAbsent(value(field, copy), copy);
            if (first != null) {
                faults.add(taken(type, copy.slug, field.getName(), value(field, copy), first.slug));
            }
        });
        for (Object[] holder : holders(type, field, wanted.keySet())) {
            var copy = wanted.get(holder[0]);
            if (!copy.id.equals(holder[1])) {
                faults.add(taken(type, copy.slug, field.getName(), holder[0], (String) holder[2]));
            }
        }
    }

    /** The value, id and slug of each stored working copy that has one of the values. */
    private List<Object[]> holders(Editable<?, ?> type, Field field, Collection<Object> values) {
        var query = String.format(
                Locale.ROOT,
                "select %1$s, id, slug from %2$s where %1$s in (:values)",
                field.getName(),
                type.entity().getSimpleName());
        return entities.createQuery(query, Object[].class)
                .setParameter("values", values)
                .getResultList();
    }

    private static Fault taken(Editable<?, ?> type, String slug, String member, Object value, String holder) {
        var entity = '/' + type.bundleKey() + '/' + slug;
        return Fault.at(
                member.equals(SLUG) ? entity : entity + '/' + member,
                String.format(
                        Locale.ROOT,
                        "'%s' is the %s of %s '%s' already",
                        value,
                        member,
                        type.description().name(),
                        holder));
    }

    private static Object value(Field field, WorkingCopy copy) {
        try {
            // Panache hides the fields that the source has public.
            field.setAccessible(true);
            return field.get(copy);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was made accessible", e);
        }
    }
}
