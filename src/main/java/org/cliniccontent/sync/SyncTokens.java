package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;
import org.cliniccontent.release.CurrentRelease;

/**
 * Makes and reads sync tokens: opaque to partners, signed, the same on every replica. They do not expire; what ends one
 * is that the store's history no longer has the release that it names.
 */
@ApplicationScoped
public class SyncTokens {

    static final String PATH = "/v1/changes";

    /** In characters; those that are given have about 150. */
    static final int MAX_LENGTH = 1_000;

    private static final String MAC = "HmacSHA256";
    private static final int STORE_BYTES = 4;
    private static final int MAC_BYTES = 16;

    private final Database database;
    private final CurrentRelease current;
    private volatile byte[] secret;

    SyncTokens(Database database, CurrentRelease current) {
        this.database = database;
        this.current = current;
    }

    /** The token of a whole copy that is complete to a release. */
    public String at(long release) {
        return write(SyncToken.complete(release, hashOf(release), Subset.ALL));
    }

    String write(SyncToken token) {
        var content = token.text().getBytes(StandardCharsets.UTF_8);
        var signed = ByteBuffer.allocate(STORE_BYTES + MAC_BYTES + content.length)
                .put(store())
                .put(mac(content))
                .put(content)
                .array();
        var text = ByteBuffer.allocate(Integer.BYTES + signed.length)
                .putInt(check(signed))
                .put(signed);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.array());
    }

    /**
     * @throws ProblemException 400 if it is not a token that this service gave, 410 if the history that it is from is
     *     not this store's
     */
    SyncToken read(String text) {
        var bytes = decode(text);
        var signed = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        if (ByteBuffer.wrap(bytes).getInt() != check(signed)) {
            throw garbled();
        }
        var content = Arrays.copyOfRange(signed, STORE_BYTES + MAC_BYTES, signed.length);
        if (!Arrays.equals(Arrays.copyOf(signed, STORE_BYTES), store())) {
            throw foreign(Subset.ALL);
        }
        var mac = Arrays.copyOfRange(signed, STORE_BYTES, STORE_BYTES + MAC_BYTES);
        if (!MessageDigest.isEqual(mac, mac(content))) {
            throw garbled();
        }
        var token = parse(content);
        requireKnown(token);
        return token;
    }

    /** @throws ProblemException 410 if the history that it is from is not this store's, or is so no more */
    void requireKnown(SyncToken token) {
        if (!current.reaches(token.release()) || !token.isOf(hashOf(token.release()))) {
            throw foreign(token.subset());
        }
    }

    private static SyncToken parse(byte[] content) {
        try {
            return SyncToken.parse(new String(content, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw garbled();
        }
    }

    private static byte[] decode(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            // Of two texts that decode alike one is not as it was given.
            if (bytes.length > Integer.BYTES + STORE_BYTES + MAC_BYTES
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
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(secret()), STORE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private byte[] mac(byte[] content) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret(), MAC));
            return Arrays.copyOf(mac.doFinal(content), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private byte[] secret() {
        var known = secret;
        if (known == null) {
            known = database.queryOne("select secret from sync_secret", row -> row.getBytes(1))
                    .orElseThrow();
            secret = known;
        }
        return known;
    }

    /** So that a character that was lost or changed is a garbled token, and not one of another store. */
    private static int check(byte[] bytes) {
        var check = new CRC32();
        check.update(bytes);
        return (int) check.getValue();
    }

    private static ProblemException garbled() {
        return new ProblemException(ProblemType.INVALID_SYNC_TOKEN, "The token is not one that this service gave");
    }

    private static ProblemException foreign(Subset subset) {
        var restart = PATH + subset.query();
        return new ProblemException(
                        ProblemType.SYNC_RESTART,
                        "The token is from a history that this store does not have: begin again with a whole copy")
                .withHeader("Link", "<%s>; rel=\"start\"".formatted(restart))
                .withMember("restart", restart);
    }
}
