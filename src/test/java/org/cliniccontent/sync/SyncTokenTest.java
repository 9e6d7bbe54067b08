package org.cliniccontent.sync;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cliniccontent.http.SigningKey;
import org.cliniccontent.http.TokenCodec;
import org.cliniccontent.http.TokenCodec.RefusedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A token says everything that its reader needs. */
class SyncTokenTest {

    private static final Set<String> TYPES = Set.of("caveat", "condition", "mscSource");

    @Property
    void aTokenIsReadAsItWasWritten(@ForAll("tokens") SyncToken token) {
        assertThat(SyncToken.parse(token.text())).isEqualTo(token);
    }

    /** The format of all earlier releases: partners keep tokens for as long as they like. */
    @Test
    void theFormatOfTokensStays() throws RefusedException {
        var key = new SigningKey("of this installation".getBytes(StandardCharsets.UTF_8));
        var codec = new TokenCodec<>(new SyncTokens.SyncTokenType(), () -> key);
        var position = new SyncToken.Position(new PassSegment(false, "condition", 0), 5, new UUID(0, 1));
        var token = SyncToken.within(
                7, "0123456789abcdef", 3, position, FeedFilter.of(Set.of("condition"), FeedFilter.ALL_BUCKETS));
        var text = "MVxPUwtZK6XQDvI-W71lovGqZCtGv7hHMXw3fDAxMjM0NTY3ODlhYmNkZWZ8M3wrLGNvbmRpdGlvbiwwfDUvMDAw"
                + "MDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAxfGNvbmRpdGlvbnwtMQ";
        assertThat(codec.decode(text)).isEqualTo(token);
        assertThat(codec.encode(token)).isEqualTo(text);
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
