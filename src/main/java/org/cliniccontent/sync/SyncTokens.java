package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32;
import org.cliniccontent.access.InstallationSecret;
import org.cliniccontent.http.SigningKey;
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

    private static final int STORE_BYTES = 4;
    private static final int HEAD_BYTES = STORE_BYTES + SigningKey.CODE_BYTES;

    private final InstallationSecret secret;
    private final CurrentRelease current;

    SyncTokens(InstallationSecret secret, CurrentRelease current) {
        this.secret = secret;
        this.current = current;
    }

    /** The token of a whole copy that is complete to a release. */
    public String at(long release) {
        return write(SyncToken.complete(release, hashOf(release), FeedFilter.ALL));
    }

    String write(SyncToken token) {
        return sign(token.text().getBytes(StandardCharsets.UTF_8));
    }

    String sign(byte[] content) {
        var signed = ByteBuffer.allocate(HEAD_BYTES + content.length)
                .put(store())
                .put(key().code(content))
                .put(content)
                .array();
        var text = ByteBuffer.allocate(Integer.BYTES + signed.length)
                .putInt(check(signed))
                .put(signed);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.array());
    }

    /**
     * Nothing of a token's content is looked at before its code shows that it was made here.
     *
     * @throws ProblemException 400 if it is not a token that this service gave, 410 if the history that it is from is
     *     not this store's
     */
    SyncToken read(String text) {
        var bytes = decode(text);
        var signed = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        var content = Arrays.copyOfRange(signed, HEAD_BYTES, signed.length);
        boolean whole = ByteBuffer.wrap(bytes).getInt() == check(signed);
        boolean ofThisStore = Arrays.equals(Arrays.copyOf(signed, STORE_BYTES), store());
        if (!key().made(Arrays.copyOfRange(signed, STORE_BYTES, HEAD_BYTES), content) || !ofThisStore || !whole) {
            throw whole && !ofThisStore ? foreign(FeedFilter.ALL) : garbled();
        }
        var token = parse(content);
        requireKnown(token);
        return token;
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

    private static SyncToken parse(byte[] content) {
        try {
            return SyncToken.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw garbled();
        }
    }

    private static byte[] decode(String text) {
        if (text.length() > MAX_LENGTH) {
            throw garbled();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            // Of two texts that decode alike one is not as it was given.
            if (bytes.length > Integer.BYTES + HEAD_BYTES
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, for every form alike.
        }
        throw garbled();
    }

    String hashOf(long release) {
        return release == 0 ? "" : current.at(release).hash();
    }

    /** Tells this store's tokens from those of another: the beginning of the secret's hash. */
    private byte[] store() {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(secret.secret()), STORE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private SigningKey key() {
        return new SigningKey(secret.secret());
    }

    /** So that a character that was lost or changed is a garbled token, and not one of another store. */
    private static int check(byte[] bytes) {
        var check = new CRC32();
        check.update(bytes);
        return (int) check.getValue();
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
}
