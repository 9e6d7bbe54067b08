package org.cliniccontent.generator;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The entities and their releases, without their content. Entities come in families: a document with the entities
 * curated from it. The last family is cut where the requested number is reached.
 *
 * @param seed the same seed gives the same content
 * @param entities the total number of entities
 */
public record Plan(long seed, long entities) {

    static final Instant FIRST_RELEASE = Instant.parse("2026-01-05T08:00:00Z");

    private static final int MAX_RELEASES = 10;
    private static final int REVISED_ONE_IN = 10;

    /** One entity. */
    record Place(Kind kind, int family, int index) {

        /** Returns its number among those of its type, which makes names distinct. */
        long ordinal() {
            return (long) family * kind.perFamily() + index + 1;
        }
    }

    int families() {
        return Math.toIntExact((entities + Kind.FAMILY - 1) / Kind.FAMILY);
    }

    int releases() {
        return Math.min(MAX_RELEASES, families());
    }

    int size(Kind kind, int family) {
        long left = entities - (long) family * Kind.FAMILY - kind.firstPlace();
        return (int) Math.max(0, Math.min(kind.perFamily(), left));
    }

    long count(Kind kind) {
        long whole = entities / Kind.FAMILY;
        return whole * kind.perFamily() + size(kind, Math.toIntExact(whole));
    }

    /** Returns the release that publishes a family. */
    int release(int family) {
        return (int) ((long) family * releases() / families()) + 1;
    }

    /**
     * Returns the later release in which an entity changed, or 0. Documents do not: entities that quote them would have
     * to change along.
     */
    int revisedIn(Place place) {
        var random = random(place);
        int after = releases() - release(place.family());
        if (place.kind() == Kind.DOCUMENT || after == 0 || random.nextInt(REVISED_ONE_IN) > 0) {
            return 0;
        }
        return release(place.family()) + 1 + random.nextInt(after);
    }

    /** Returns a UUIDv7, as the service assigns them: in the order of creation. */
    UUID id(Place place) {
        var random = random(place);
        random.nextLong();
        long millis = FIRST_RELEASE.toEpochMilli()
                + place.family() * 1000L
                + place.kind().firstPlace()
                + place.index();
        long high = millis << 16 | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, random.nextLong() >>> 2 | 1L << 63);
    }

    SplittableRandom random(int family) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + family);
    }

    private SplittableRandom random(Place place) {
        long number = (long) place.family() * Kind.FAMILY + place.kind().firstPlace() + place.index();
        return new SplittableRandom(seed * 0xD1B54A32D192ED03L - number);
    }
}
