package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.BodyRules;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

/**
 * Rules that every publication must satisfy, whichever way it comes: links have targets in the state state, removed
 * entities are no longer pointed to, passages match their source, slugs do not belong to other entities, and each
 * type's own rules hold. All faults are reported at once, with a pointer that begins with the entity's collection and
 * slug.
 */
@ApplicationScoped
class PublicationGate {

    private final Database database;
    private final ContentTypes types;
    private final PassageCheck passages;
    private final BodyRules rules;

    PublicationGate(Database database, ContentTypes types, PassageCheck passages, BodyRules rules) {
        this.database = database;
        this.types = types;
        this.passages = passages;
        this.rules = rules;
    }

    /** Returns the faults of the state state; empty if it may be published. */
    Faults faults(ProspectiveState state, ReleaseRequest request) {
        var faults = new FoundFaults();
        checkLinks(state, faults);
        checkRemovals(state, faults);
        checkSlugs(state, request, faults);
        passages.check(state, faults);
        for (Candidate candidate : state.changed()) {
            if (!candidate.isRemoval()) {
                rules.check(candidate.type(), candidate.body()).forEach(fault -> faults.add(candidate, fault));
                types.named(candidate.type().name())
                        .check(candidate.body())
                        .forEach(fault -> faults.add(candidate, fault));
            }
        }
        return faults.all;
    }

    private static void checkLinks(ProspectiveState state, FoundFaults faults) {
        for (Candidate candidate : state.changed()) {
            for (var link : candidate.links()) {
                var id = UUID.fromString(link.node().path("id").asText());
                if (!id.equals(candidate.id()) && !state.willBePublished(id)) {
                    faults.add(candidate, Fault.at(link.pointer(), "leads to an entity that is not published"));
                } else if (id.equals(candidate.id()) && candidate.isRemoval()) {
                    faults.add(candidate, Fault.at(link.pointer(), "is the entity itself"));
                }
            }
        }
    }

    private void checkRemovals(ProspectiveState state, FoundFaults faults) {
        var removals = state.changed().stream().filter(Candidate::isRemoval).toList();
        if (removals.isEmpty()) {
            return;
        }
        List<ContentTypes.Incoming> incoming = removals.stream()
                .flatMap(removal -> types.incoming(removal.type().name()).stream())
                .distinct()
                .toList();
        Map<String, List<List<String>>> pointing = database
                .query(
                        """
                select f.value, i.type, i.slug, i.id
                from unnest(?::text[], ?::text[]) w(type, field) cross join unnest(?::text[]) removed(id)
                join published_facet f
                  on f.type = w.type and f.field = w.field and f.value = removed.id and f.until_release is null
                join published_item i on i.id = f.id and i.until_release is null
                order by f.value, i.type, i.slug
                """,
                        row -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        incoming.stream().map(each -> each.from().name()).toList(),
                        incoming.stream().map(each -> each.relation().filter()).toList(),
                        removals.stream().map(each -> each.id().toString()).toList())
                .stream()
                .collect(Collectors.groupingBy(row -> row.get(0)));
        for (Candidate removal : removals) {
            if (state.current(removal.id())
                    .filter(ProspectiveState.Current::isPublished)
                    .isEmpty()) {
                faults.add(removal, Fault.at("", "cannot be removed: it is not published"));
            }
            for (var row : pointing.getOrDefault(removal.id().toString(), List.of())) {
                if (state.candidate(UUID.fromString(row.get(3))).isEmpty()) {
                    var path = types.description(row.get(1)).collection() + '/' + row.get(2);
                    faults.add(removal, Fault.at("", "cannot be removed: " + path + " points to it"));
                }
            }
        }
    }

    /** Checks slugs that are new to their entity: the ones it has already are its own. */
    private void checkSlugs(ProspectiveState state, ReleaseRequest request, FoundFaults faults) {
        Set<String> taken = new HashSet<>();
        List<Candidate> moving = new ArrayList<>();
        for (Candidate candidate : state.changed()) {
            if (!candidate.isRemoval()) {
                if (!taken.add(candidate.path())) {
                    faults.add(candidate, Fault.at("/slug", "is another entity's in the same release"));
                }
                if (state.current(candidate.id())
                        .filter(current ->
                                current.isPublished() && current.slug().equals(candidate.slug()))
                        .isEmpty()) {
                    moving.add(candidate);
                }
            }
        }
        var owners = ownersOf(moving);
        for (Candidate candidate : moving) {
            for (var owner : owners.getOrDefault(key(candidate.type().name(), candidate.slug()), List.of())) {
                if (!owner.id().equals(candidate.id())) {
                    boolean still = owner.valid()
                            && state.candidate(owner.id())
                                    .filter(change ->
                                            change.isRemoval() || !change.slug().equals(owner.slug()))
                                    .isEmpty();
                    if (still) {
                        faults.add(candidate, Fault.at("/slug", "is another published entity's"));
                    } else if (!request.reusedSlugs().contains(candidate.path())) {
                        faults.add(
                                candidate,
                                Fault.at(
                                        "/slug",
                                        String.format(
                                                Locale.ROOT,
                                                "was another entity's (%s), and old links would lead to this one; name %s in `reuseSlugs` if that is meant",
                                                owner.id(),
                                                candidate.path())));
                    }
                }
            }
        }
    }

    private record Owner(UUID id, String type, String slug, boolean valid) {}

    private static String key(String type, String slug) {
        return type + '/' + slug;
    }

    /** Returns the present and former owners of the slugs, by type and slug. */
    private Map<String, List<Owner>> ownersOf(Collection<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        return database
                .query(
                        """
                select i.id, i.type, i.slug, bool_or(i.until_release is null and i.state = 'PUBLISHED')
                from unnest(?::text[], ?::text[]) w(type, slug)
                join published_item i on i.type = w.type and i.slug = w.slug
                group by i.id, i.type, i.slug order by i.id
                """,
                        row -> new Owner(
                                row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getBoolean(4)),
                        candidates.stream().map(each -> each.type().name()).toList(),
                        candidates.stream().map(Candidate::slug).toList())
                .stream()
                .collect(Collectors.groupingBy(owner -> key(owner.type(), owner.slug())));
    }

    /** The faults found so far. */
    static final class FoundFaults {

        private final Faults all = new Faults();

        void add(Candidate candidate, Fault fault) {
            // A fault that is only counted needs no pointer.
            all.add(all.isFull() ? fault : Fault.at('/' + candidate.path() + fault.pointer(), fault.detail()));
        }
    }
}
