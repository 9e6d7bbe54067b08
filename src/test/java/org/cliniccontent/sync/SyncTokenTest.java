package org.cliniccontent.sync;

import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** A token says everything that its reader needs. */
class SyncTokenTest {

    private static final Set<String> TYPES = Set.of("caveat", "condition", "mscSource");

    @Property
    void aTokenIsReadAsItWasWritten(@ForAll("tokens") SyncToken token) {
        assertThat(SyncToken.parse(token.text())).isEqualTo(token);
    }

    @Property
    void onlyAWholePassIsComplete(@ForAll("tokens") SyncToken token) {
        assertThat(SyncToken.complete(token.release(), token.hash(), token.subset())
                        .isComplete())
                .isTrue();
        assertThat(token.isComplete()).isEqualTo(token.after() == null);
    }

    @Provide
    Arbitrary<SyncToken> tokens() {
        var subsets = Combinators.combine(
                        Arbitraries.of(TYPES).set(), Arbitraries.integers().between(FeedFilter.ALL_BUCKETS, 255))
                .as(FeedFilter::of);
        var segments = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(TYPES),
                        Arbitraries.integers().between(0, 32))
                .as(PassSegment::new);
        var positions = Combinators.combine(
                        segments, Arbitraries.longs().greaterOrEqual(1), Arbitraries.create(UUID::randomUUID))
                .as(SyncToken.Position::new);
        var hashes = Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(1),
                        hashes,
                        Arbitraries.longs().greaterOrEqual(0),
                        positions.injectNull(0.5),
                        subsets)
                .as((release, hash, from, after, subset) -> after == null
                        ? SyncToken.complete(release, hash, subset)
                        : SyncToken.within(release, hash, Math.min(from, release), after, subset));
    }
}
