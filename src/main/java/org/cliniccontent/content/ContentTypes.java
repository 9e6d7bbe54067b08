package org.cliniccontent.content;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The content types that there are. A new one is found here by being a bean. */
@ApplicationScoped
public class ContentTypes {

    /** A relation with the type that has it. */
    public record Incoming(TypeDescription from, Relation relation) {}

    private final Map<String, ContentType> byName = new TreeMap<>();

    ContentTypes(@All List<ContentType> types) {
        types.forEach(type -> byName.put(type.description().name(), type));
    }

    public List<ContentType> all() {
        return List.copyOf(byName.values());
    }

    public ContentType named(String name) {
        var type = byName.get(name);
        if (type == null) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "no content type '%s'", name));
        }
        return type;
    }

    public TypeDescription description(String name) {
        return named(name).description();
    }

    /** The type whose entities a path such as {@code /v1/msc-sources} lists. */
    public Optional<ContentType> ofCollection(String collection) {
        return byName.values().stream()
                .filter(type -> type.description().collection().equals(collection))
                .findFirst();
    }

    /** The relations that lead to a type, by type and field. */
    public List<Incoming> incoming(String target) {
        return descriptions()
                .flatMap(from -> from.relations().stream()
                        .filter(relation -> relation.target().equals(target))
                        .map(relation -> new Incoming(from, relation)))
                .toList();
    }

    public Stream<TypeDescription> descriptions() {
        return new ArrayList<>(byName.values())
                .stream().map(ContentType::description).sorted(Comparator.comparing(TypeDescription::name));
    }
}
