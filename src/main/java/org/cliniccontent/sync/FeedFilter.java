package org.cliniccontent.sync;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;

/**
 * The part of the published content that a token follows.
 *
 * @param types the requested types; empty: all
 * @param bucket of the digest, from 0 to 255, or {@link #ALL_BUCKETS}
 */
record FeedFilter(Set<String> types, int bucket) {

    static final int ALL_BUCKETS = -1;
    private static final int LAST_BUCKET = 255;
    static final FeedFilter ALL = new FeedFilter(Set.of(), ALL_BUCKETS);

    FeedFilter {
        types = Set.copyOf(types);
        if (bucket < ALL_BUCKETS || bucket > LAST_BUCKET) {
            throw new IllegalArgumentException("there is no bucket " + bucket);
        }
    }

    static FeedFilter of(Collection<String> types, int bucket) {
        return new FeedFilter(Set.copyOf(types), bucket);
    }

    boolean isAll() {
        return this.equals(ALL);
    }

    boolean hasBucket() {
        return bucket != ALL_BUCKETS;
    }

    /**
     * Returns the included types. Content that must not be shown without its caveats is not delivered without them:
     * they are included in any case.
     */
    Set<String> followed(ContentTypes all) {
        var followed = new TreeSet<String>();
        all.descriptions()
                .filter(type -> types.isEmpty() || types.contains(type.name()))
                .forEach(type -> {
                    followed.add(type.name());
                    type.relation(TypeDescription.CAVEATS).ifPresent(caveats -> followed.add(caveats.target()));
                });
        return followed;
    }

    /** Returns the canonical query parameters. */
    String query() {
        var query = new StringBuilder();
        new TreeSet<>(types).forEach(type -> query.append("&type=").append(type));
        if (hasBucket()) {
            query.append(String.format(Locale.ROOT, "&bucket=%02x", bucket));
        }
        return query.isEmpty() ? "" : query.replace(0, 1, "?").toString();
    }
}
