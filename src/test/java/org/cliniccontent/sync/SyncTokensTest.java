package org.cliniccontent.sync;

import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A token with a code of ours says what it says, or is refused; one with another code is never looked into. */
@ServiceTest
class SyncTokensTest {

    private static final int TRIES = 400;
    private static final List<String> FIELDS = List.of(
            "",
            "0",
            "1",
            "-1",
            "2",
            "99",
            "9223372036854775807",
            "9223372036854775808",
            "+,condition,0",
            "-,condition,0",
            "+,condition,2147483647",
            "+,condition,-1",
            "+,no such type,0",
            "-",
            ",,",
            "1/" + new UUID(0, 0),
            "1/no uuid",
            "/",
            "condition",
            "no such type",
            "condition,condition",
            ",",
            "255",
            "256",
            "-2",
            "\u0000",
            "\u202e",
            "%s%n");

    private final SyncTokens tokens;
    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Inject
    SyncTokensTest(SyncTokens tokens) {
        this.tokens = tokens;
    }

    @Test
    void signedFieldsAreReadOrRefused() {
        for (int i = 0; i < TRIES; i++) {
            var fields = new ArrayList<>(List.of(SyncToken.complete(1, tokens.hashOf(1), FeedFilter.ALL)
                    .text()
                    .split("\\|", -1)));
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                // The version stays: nothing behind it is read of another.
                fields.set(1 + random.nextInt(fields.size() - 1), FIELDS.get(random.nextInt(FIELDS.size())));
            }
            readsOrRefuses(String.join("|", fields).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void signedBytesAreReadOrRefused() {
        var whole =
                SyncToken.complete(1, tokens.hashOf(1), FeedFilter.ALL).text().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < TRIES / 4; i++) {
            var content = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            content[random.nextInt(content.length)] = (byte) random.nextInt(256);
            readsOrRefuses(content);
        }
    }

    private void readsOrRefuses(byte[] content) {
        var token = tokens.sign(content);
        // Not by Api: what is closed there for tests has no members of a problem's own kind.
        var response = RestAssured.given()
                .header("Authorization", "Bearer " + Keys.with(Scope.SYNC_READ))
                .get("/v1/changes?token=" + token);
        assertThat(response.statusCode())
                .as("seed %d: %s: %s", seed, new String(content, StandardCharsets.UTF_8), response.asString())
                .isIn(200, 400, 410);
        if (response.statusCode() == 400) {
            Api.problem(response, 400, "invalid-sync-token");
        }
    }

    /** The checksum and the store can be had from any token; the code can not. */
    @Test
    void aForgedCodeIsRefusedBeforeTheContentIsRead() {
        var bytes = Base64.getUrlDecoder().decode(tokens.at(1));
        for (int at = 8; at < bytes.length; at++) {
            var forged = bytes.clone();
            forged[at] ^= 1;
            var check = new CRC32();
            check.update(forged, 4, forged.length - 4);
            ByteBuffer.wrap(forged).putInt((int) check.getValue());
            var token = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            Api.problem(
                    Api.as(Keys.with(Scope.SYNC_READ)).get("/v1/changes?token=" + token), 400, "invalid-sync-token");
        }
    }

    /** Both are signed by this service; neither is taken for the other. */
    @Test
    void aCursorIsNoSyncTokenAndASyncTokenIsNoCursor() {
        var cursor =
                Api.get("/v1/conditions?limit=1").jsonPath().getString("next").replaceFirst(".*cursor=", "");
        Api.problem(Api.as(Keys.with(Scope.SYNC_READ)).get("/v1/changes?token=" + cursor), 400, "invalid-sync-token");
        Api.problem("/v1/conditions?limit=1&cursor=" + tokens.at(1), 400, "invalid-cursor");
    }

    /** Whatever a token is made of: with one byte changed it is none, also where its checksum was made to fit. */
    @Test
    void aTokenWithAnyByteChangedOpensNothing() {
        var bytes = Base64.getUrlDecoder().decode(tokens.at(1));
        for (int at = 0; at < bytes.length; at++) {
            var changed = bytes.clone();
            changed[at] ^= 1;
            for (byte[] forged : List.of(changed, withChecksum(changed))) {
                if (!Arrays.equals(forged, bytes)) {
                    var token = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
                    var response = RestAssured.given()
                            .header("Authorization", "Bearer " + Keys.with(Scope.SYNC_READ))
                            .get("/v1/changes?token=" + token);
                    assertThat(response.statusCode())
                            .as("byte %d: %s", at, response.asString())
                            .isIn(400, 410);
                }
            }
        }
    }

    private static byte[] withChecksum(byte[] token) {
        var check = new CRC32();
        check.update(token, Integer.BYTES, token.length - Integer.BYTES);
        return ByteBuffer.allocate(token.length)
                .putInt((int) check.getValue())
                .put(token, Integer.BYTES, token.length - Integer.BYTES)
                .array();
    }

    @Test
    void aTokenThatIsTooLongIsNotDecoded() {
        Api.problem(
                Api.as(Keys.with(Scope.SYNC_READ)).get("/v1/changes?token=" + "A".repeat(SyncTokens.MAX_LENGTH + 1)),
                400,
                "invalid-parameter");
    }
}
