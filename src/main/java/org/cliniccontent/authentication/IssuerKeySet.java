package org.cliniccontent.authentication;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * A set of keys (RFC 7517) as far as tokens are verified by them. What is in it beside such keys, or is broken, is passed
 * over, as section 5 asks for.
 */
record IssuerKeySet(List<Key> keys) {

    static final IssuerKeySet EMPTY = new IssuerKeySet(List.of());

    /** More than any issuer has at a time. */
    static final int MAX_KEYS = 100;

    /** How many signatures are tried for a token that does not say which key it is signed by. */
    private static final int MAX_TRIED = 4;

    /** RFC 7518, section 3.3; beyond the upper bound a verification takes too long. */
    private static final int MIN_RSA_BITS = 2_048;

    private static final int MAX_RSA_BITS = 8_192;

    private static final Map<String, String> CURVES = Map.of("ES256", "P-256", "ES384", "P-384", "ES512", "P-521");
    private static final ObjectMapper MAPS = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /**
     * A key that signatures can be verified by.
     *
     * @param algorithm the only one that it is meant for
     * @param curve of elliptic curves
     */
    record Key(Optional<String> id, Optional<String> algorithm, Optional<String> curve, PublicKey key) {

        private boolean fits(TokenHeader header) {
            return (header.keyId().isEmpty() || header.keyId().equals(id))
                    && algorithm.map(header.algorithm()::equals).orElse(true)
                    && isOfType(header.algorithm());
        }

        /** The kind of key follows from the algorithm, and never the other way round (RFC 8725, section 3.1). */
        private boolean isOfType(String name) {
            if (CURVES.containsKey(name)) {
                return curve.filter(CURVES.get(name)::equals).isPresent();
            }
            if (name.equals("EdDSA")) {
                return key instanceof EdECPublicKey;
            }
            return key instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() >= MIN_RSA_BITS
                    && rsa.getModulus().bitLength() <= MAX_RSA_BITS;
        }
    }

    /** @throws InvalidTokenException if it is no set of keys at all */
    static IssuerKeySet parse(byte[] bytes) throws InvalidTokenException {
        var given = TokenJson.of(bytes).path("keys");
        if (!given.isArray()) {
            throw new InvalidTokenException("it has no keys");
        }
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < Math.min(given.size(), MAX_KEYS); i++) {
            key(given.get(i)).ifPresent(keys::add);
        }
        return new IssuerKeySet(List.copyOf(keys));
    }

    private static Optional<Key> key(JsonNode given) {
        if (!given.isObject() || !isForSignatures(given)) {
            return Optional.empty();
        }
        try {
            if (JsonWebKey.Factory.newJwk(MAPS.convertValue(given, MAP)) instanceof PublicJsonWebKey jwk) {
                return Optional.of(new Key(
                        Optional.ofNullable(jwk.getKeyId()),
                        Optional.ofNullable(jwk.getAlgorithm()),
                        jwk instanceof EllipticCurveJsonWebKey curve
                                ? Optional.of(curve.getCurveName())
                                : Optional.empty(),
                        jwk.getPublicKey()));
            }
            return Optional.empty();
        } catch (JoseException | RuntimeException e) {
            // Of a kind that is not known, or with members of a wrong type.
            return Optional.empty();
        }
    }

    private static boolean isForSignatures(JsonNode key) {
        boolean used =
                key.path("use").isMissingNode() || "sig".equals(key.path("use").textValue());
        var operations = key.path("key_ops");
        boolean verifies = operations.isMissingNode();
        for (JsonNode operation : operations) {
            verifies |= "verify".equals(operation.textValue());
        }
        return used && verifies;
    }

    /** The keys that may have signed a token. */
    List<PublicKey> fitting(TokenHeader header) {
        return keys.stream()
                .filter(key -> key.fits(header))
                .map(Key::key)
                .limit(MAX_TRIED)
                .toList();
    }
}
