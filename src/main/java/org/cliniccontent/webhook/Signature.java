package org.cliniccontent.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature by which a receiver verifies a message: the scheme {@code v1} of Standard Webhooks. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SCHEME = "v1,";

    private Signature() {}

    /**
     * Computes the value of {@code webhook-signature}: one signature for each secret, in their order, of which a
     * receiver needs to verify one.
     *
     * @param id the value of {@code webhook-id}, without a full stop
     * @param timestampSeconds the value of {@code webhook-timestamp}: the time of this attempt
     */
    static String of(List<byte[]> secrets, String id, long timestampSeconds, byte[] payload) {
        var head = String.format(Locale.ROOT, "%s.%d.", id, timestampSeconds).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> SCHEME + sign(secret, head, payload))
                .collect(Collectors.joining(" "));
    }

    private static String sign(byte[] secret, byte[] head, byte[] payload) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update(head);
            return Base64.getEncoder().encodeToString(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
