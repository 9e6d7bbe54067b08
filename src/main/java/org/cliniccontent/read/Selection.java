package org.cliniccontent.read;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;

/**
 * What of each entity is wanted.
 *
 * @param fields only these members; empty: all
 * @param include the relations whose targets are embedded
 */
record Selection(Optional<Set<String>> fields, Set<String> include) {

    static final List<String> NAMES = List.of("fields", "include");

    static Selection parse(TypeDescription type, QueryParameters parameters) {
        var fields = names("fields", fieldNames(type), parameters);
        var include = names("include", includable(type), parameters);
        return new Selection(fields.isEmpty() ? Optional.empty() : Optional.of(fields), include);
    }

    /** The members that are shown whatever is selected: what identifies an entity, and its caveats. */
    static Set<String> alwaysShown(TypeDescription type) {
        var always = new HashSet<>(List.of("id", "type", "slug", type.label()));
        if (type.hasCaveats()) {
            always.add(TypeDescription.CAVEATS);
        }
        return always;
    }

    /** The members of an entity that are shown. */
    Predicate<String> shown(TypeDescription type) {
        if (fields.isEmpty()) {
            return name -> true;
        }
        var shown = alwaysShown(type);
        shown.addAll(fields.get());
        return shown::contains;
    }

    /** Adds to a request's one spelling what is not so anyway. */
    void addTo(QueryStringEncoder target) {
        fields.ifPresent(names -> target.addParam("fields", String.join(",", new TreeSet<>(names))));
        if (!include.isEmpty()) {
            target.addParam("include", String.join(",", new TreeSet<>(include)));
        }
    }

    /** Separated by commas, or repeated: clients that are generated from a contract do not all honour its style. */
    private static Set<String> names(String parameter, List<String> known, QueryParameters parameters) {
        Set<String> names = new LinkedHashSet<>();
        parameters.many(parameter, value -> list(value, known)).forEach(names::addAll);
        return names;
    }

    private static final ClassValue<List<String>> FIELD_NAMES = new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> view) {
            return Stream.concat(
                            Stream.of(view.getRecordComponents()).map(RecordComponent::getName),
                            Composer.SERVER_FIELDS.stream())
                    .toList();
        }
    };

    /** The members that an entity of the type may have, in the order in which they are shown. */
    static List<String> fieldNames(TypeDescription type) {
        return FIELD_NAMES.get(type.view());
    }

    /** Caveats are always embedded; passages link to documents, which are not. */
    static List<String> includable(TypeDescription type) {
        return type.relations().stream()
                .filter(relation -> !relation.equals(Relation.passages()) && !relation.equals(Relation.caveats()))
                .map(Relation::field)
                .toList();
    }

    private static Set<String> list(String value, List<String> known) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : value.split(",", -1)) {
            if (!known.contains(name)) {
                throw new MalformedException(
                        known.isEmpty()
                                ? "is not possible here: this type has no relations to embed"
                                : "must be a comma-separated list of " + String.join(", ", known));
            }
            names.add(name);
        }
        return names;
    }
}
