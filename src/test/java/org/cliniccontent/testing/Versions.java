package org.cliniccontent.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cliniccontent.content.SourceText;

/** Every published state of every entity, with the invariants between them, at all releases. */
final class Versions {

    private final Map<UUID, TreeMap<Long, Version>> byEntity = new HashMap<>();
    private final Map<UUID, Set<UUID>> pointing = new HashMap<>();
    private final Map<String, SourceText> sources = new HashMap<>();
    private final Set<UUID> touched = new HashSet<>();
    private final Function<String, String> loadSource;
    private final Consumer<String> violation;

    Versions(Function<String, String> loadSource, Consumer<String> violation) {
        this.loadSource = loadSource;
        this.violation = violation;
    }

    void add(Version version) {
        byEntity.computeIfAbsent(version.id(), id -> new TreeMap<>()).put(version.since(), version);
        version.links().forEach(target -> pointing.computeIfAbsent(target, id -> new HashSet<>())
                .add(version.id()));
        touched.add(version.id());
    }

    void end(UUID id, long since, long release) {
        byEntity.get(id).computeIfPresent(since, (key, version) -> version.ended(release));
        touched.add(id);
    }

    /** Checks states added or ended since the last check, and those that point to them. */
    void check() {
        Set<UUID> affected = new HashSet<>(touched);
        touched.forEach(id -> affected.addAll(pointing.getOrDefault(id, Set.of())));
        touched.forEach(id -> checkOrder(new ArrayList<>(of(id).values())));
        affected.forEach(id -> of(id).values().forEach(this::checkLinks));
        touched.clear();
    }

    private TreeMap<Long, Version> of(UUID id) {
        return byEntity.getOrDefault(id, new TreeMap<>());
    }

    private void checkOrder(List<Version> versions) {
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            long expected = i + 1 < versions.size() ? versions.get(i + 1).since() : Version.OPEN;
            require(version.until() == expected, "%s ends at %d, and not at %d", version, version.until(), expected);
            require(version.type().equals(versions.get(0).type()), "%s changed its type", version);
            require(
                    version.isPublished() || i > 0 && versions.get(i - 1).isPublished(),
                    "%s removes what was not published",
                    version);
        }
    }

    private void checkLinks(Version version) {
        for (UUID target : version.links()) {
            require(
                    isPublished(target, version.since(), version.linksUntil()),
                    "%s leads to %s, which is not published as long",
                    version,
                    target);
        }
        for (Version.Quote quote : version.quotes()) {
            of(quote.document()).values().stream()
                    .filter(document -> document.isPublished() && document.overlaps(version.since(), version.until()))
                    .forEach(document -> {
                        var source = source(document.sourceSha256());
                        require(
                                source.has(quote.start(), quote.end())
                                        && source.between(quote.start(), quote.end())
                                                .equals(quote.text()),
                                "%s quotes what %s does not say: %s",
                                version,
                                document,
                                quote);
                    });
        }
    }

    private boolean isPublished(UUID id, long from, long to) {
        long covered = from;
        for (Version version : of(id).values()) {
            if (version.isPublished() && version.since() <= covered && version.until() > covered) {
                covered = version.until();
            }
        }
        return covered >= to;
    }

    private SourceText source(String sha256) {
        return sources.computeIfAbsent(sha256, key -> new SourceText(loadSource.apply(key)));
    }

    private void require(boolean holds, String message, Object... parameters) {
        if (!holds) {
            violation.accept(message.formatted(parameters));
        }
    }
}
