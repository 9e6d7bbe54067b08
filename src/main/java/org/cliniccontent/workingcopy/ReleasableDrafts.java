package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.release.Candidate;

/** Working copies by their paths ({@code conditions/osteoarthritis}), and what a release would publish of each. */
@ApplicationScoped
public class ReleasableDrafts {

    private final List<Editable<?, ?>> types;
    private final ContentTypes contentTypes;
    private final Drafts drafts;
    private final ObjectMapper json;

    ReleasableDrafts(@All List<Editable<?, ?>> types, ContentTypes contentTypes, Drafts drafts, ObjectMapper json) {
        this.types = types;
        this.contentTypes = contentTypes;
        this.drafts = drafts;
        this.json = json;
    }

    public String path(Draft draft) {
        return contentTypes.description(draft.type()).collection() + '/' + draft.slug();
    }

    /** The working copy with a path, if there is one. */
    public Optional<Draft> find(String path) {
        int slash = path.indexOf('/');
        return contentTypes
                .ofCollection(path.substring(0, Math.max(0, slash)))
                .flatMap(type -> drafts.find(type.description().name(), path.substring(slash + 1)));
    }

    /**
     * Locks the working copies with these paths. A path that leads to none is added to the faults; so is one whose working
     * copy was renamed while its lock was waited for.
     */
    public List<Draft> lock(List<String> paths, List<Fault> faults) {
        List<String> names = new ArrayList<>();
        List<String> slugs = new ArrayList<>();
        for (String path : paths) {
            int slash = path.indexOf('/');
            contentTypes.ofCollection(path.substring(0, Math.max(0, slash))).ifPresent(type -> {
                names.add(type.description().name());
                slugs.add(path.substring(slash + 1));
            });
        }
        var byPath = drafts.lock(names, slugs).stream().collect(Collectors.toMap(this::path, Function.identity()));
        byPath.keySet().retainAll(Set.copyOf(paths));
        paths.stream()
                .filter(path -> !byPath.containsKey(path))
                .forEach(path -> faults.add(Fault.at('/' + path, "is not a working copy")));
        return List.copyOf(byPath.values());
    }

    /** Returns the candidate that a release would publish of a working copy. */
    public Candidate candidate(Draft draft) {
        var type = contentTypes.description(draft.type());
        var candidate = Candidate.kept(
                type, JsonBodies.parse(json, draft.releasable()), draft.releasable(), draft.releasableSha256());
        if (draft.verdict() != null && draft.verdict().approvedSha256() != null) {
            candidate = candidate.approvedBy(draft.verdict().by());
        }
        if (draft.removal() != null) {
            return candidate;
        }
        return candidate.withSource(
                editable(draft.type()).sources(List.of(draft.id())).get(draft.id()));
    }

    private Editable<?, ?> editable(String type) {
        return types.stream()
                .filter(each -> each.description().name().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
