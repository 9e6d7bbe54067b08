package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cliniccontent.access.InstallationSecret;
import org.cliniccontent.http.TokenCodec;
import org.cliniccontent.http.TokenCodec.RefusedException;
import org.cliniccontent.http.TokenType;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.VanishedReleaseException;

/**
 * Makes and reads sync tokens: opaque to partners, signed, the same on every replica. They do not expire; what ends one
 * is that the store's history no longer has the release that it names.
 */
@ApplicationScoped
public class SyncTokens {

    static final String PATH = "/v1/changes";

    /** In characters; those that are given have about 150. */
    static final int MAX_LENGTH = 1_000;

    private final TokenCodec<SyncToken> codec;
    private final CurrentRelease current;

    SyncTokens(InstallationSecret secret, CurrentRelease current) {
        this.codec = new TokenCodec<>(new SyncTokenType(), secret::root);
        this.current = current;
    }

    /** The token of a whole copy that is complete to a release. */
    public String at(long release) {
        return write(SyncToken.complete(release, hashOf(release), FeedFilter.ALL));
    }

    String write(SyncToken token) {
        return codec.encode(token);
    }

    String sign(byte[] payload) {
        return codec.seal(payload);
    }

    /**
     * Reads a token.
     *
     * @throws ProblemException 400 if it is not a token that this service gave, 410 if the history that it is from is
     *     not this store's
     */
    SyncToken read(String text) {
        try {
            var token = codec.decode(text);
            requireKnown(token);
            return token;
        } catch (RefusedException e) {
            throw e.isOfAnotherStore() ? foreign(FeedFilter.ALL) : garbled();
        }
    }

    /** @throws ProblemException 410 if the history that it is from is not this store's, or is so no more */
    void requireKnown(SyncToken token) {
        if (!current.reaches(token.release())) {
            // We gave it, so there was such a release.
            current.remember(token.release(), token.hash());
            throw foreign(token.subset());
        }
        if (!isOfThisHistory(token)) {
            throw foreign(token.subset());
        }
    }

    private boolean isOfThisHistory(SyncToken token) {
        try {
            return token.isOf(hashOf(token.release()));
        } catch (VanishedReleaseException e) {
            return false;
        }
    }

    String hashOf(long release) {
        return release == 0 ? "" : current.at(release).hash();
    }

    static ProblemException garbled() {
        return new ProblemException(ProblemType.INVALID_SYNC_TOKEN, "The token is not one that this service issued");
    }

    static ProblemException foreign(FeedFilter subset) {
        var restart = PATH + subset.query();
        return new ProblemException(
                        ProblemType.SYNC_RESTART,
                        "The token is from a history that this store does not have: begin again with a whole copy")
                .withHeader("Link", String.format(Locale.ROOT, "<%s>; rel=\"start\"", restart))
                .withMember("restart", restart);
    }

    /** Sync tokens never expire, so this format is read for ever; {@link SyncToken#text} begins with its version. */
    static final class SyncTokenType implements TokenType<SyncToken> {

        @Override
        public int maxLength() {
            return MAX_LENGTH;
        }

        @Override
        public boolean outlivesStore() {
            return true;
        }

        @Override
        public byte[] payload(SyncToken token) {
            return token.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public SyncToken parse(ByteBuffer payload) throws CharacterCodingException {
            return SyncToken.parse(TokenCodec.text(payload, payload.remaining()));
        }
    }
}
