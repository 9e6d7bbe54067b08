package org.cliniccontent.authentication;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.KeyOperations;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.SimpleJwkFilter;
import org.jose4j.jwk.Use;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * A set of keys (RFC 7517) as far as tokens are verified by them. What is in it beside such keys, or is broken, is passed
 * over, as section 5 asks for.
 */
record IssuerKeySet(List<PublicJsonWebKey> keys) {

    static final IssuerKeySet EMPTY = new IssuerKeySet(List.of());

    /** More than any issuer has at a time. */
    static final int MAX_KEYS = 100;

    /** The maximum number of signatures tried for a token that does not name its key. */
    private static final int MAX_TRIED = 4;

    /** RFC 7518, section 3.3; beyond the upper bound a verification takes too long. */
    private static final int MIN_RSA_BITS = 2_048;

    private static final int MAX_RSA_BITS = 8_192;

    private static final Map<String, String> CURVES = Map.of(
            "ES256", EllipticCurves.P_256,
            "ES384", EllipticCurves.P_384,
            "ES512", EllipticCurves.P_521);
    private static final String EDWARDS = "EdDSA";
    private static final String[] EDWARDS_CURVES = {
        OctetKeyPairJsonWebKey.SUBTYPE_ED25519, OctetKeyPairJsonWebKey.SUBTYPE_ED448
    };
    private static final String[] VERIFY = {KeyOperations.VERIFY};
    private static final ObjectMapper MAPS = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** @throws InvalidTokenException if it is no set of keys at all */
    static IssuerKeySet parse(byte[] bytes) throws InvalidTokenException {
        var given = TokenJson.of(bytes).path("keys");
        if (!given.isArray()) {
            throw new InvalidTokenException("it has no keys");
        }
        List<PublicJsonWebKey> keys = new ArrayList<>();
        for (int i = 0; i < Math.min(given.size(), MAX_KEYS); i++) {
            key(given.get(i)).ifPresent(keys::add);
        }
        return new IssuerKeySet(List.copyOf(keys));
    }

    private static Optional<PublicJsonWebKey> key(JsonNode given) {
        // A purpose that is null is none that is known; the library would take it for left out.
        if (!given.isObject()
                || given.path("use").isNull()
                || given.path("key_ops").isNull()) {
            return Optional.empty();
        }
        try {
            return JsonWebKey.Factory.newJwk(MAPS.convertValue(given, MAP)) instanceof PublicJsonWebKey key
                    ? Optional.of(key).filter(IssuerKeySet::isOfBoundedSize)
                    : Optional.empty();
        } catch (JoseException | RuntimeException e) {
            // Of a kind that is not known, or with members of a wrong type.
            return Optional.empty();
        }
    }

    private static boolean isOfBoundedSize(PublicJsonWebKey key) {
        return !(key.getPublicKey() instanceof RSAPublicKey rsa)
                || rsa.getModulus().bitLength() >= MIN_RSA_BITS
                        && rsa.getModulus().bitLength() <= MAX_RSA_BITS;
    }

    /** The keys that may have signed a token. */
    List<PublicKey> fitting(TokenHeader header) {
        return filter(header).filter(List.copyOf(keys)).stream()
                .map(key -> ((PublicJsonWebKey) key).getPublicKey())
                .limit(MAX_TRIED)
                .toList();
    }

    /** The kind of key follows from the algorithm, and never the other way round (RFC 8725, section 3.1). */
    private static SimpleJwkFilter filter(TokenHeader header) {
        var filter = new SimpleJwkFilter();
        header.keyId().ifPresent(id -> filter.setKid(id, SimpleJwkFilter.VALUE_REQUIRED));
        filter.setAlg(header.algorithm(), SimpleJwkFilter.OMITTED_OKAY);
        filter.setUse(Use.SIGNATURE, SimpleJwkFilter.OMITTED_OKAY);
        filter.setKeyOperations(VERIFY, SimpleJwkFilter.OMITTED_OKAY);
        if (CURVES.containsKey(header.algorithm())) {
            filter.setKty(EllipticCurveJsonWebKey.KEY_TYPE);
            filter.setCrv(CURVES.get(header.algorithm()), SimpleJwkFilter.VALUE_REQUIRED);
        } else if (header.algorithm().equals(EDWARDS)) {
            filter.setKty(OctetKeyPairJsonWebKey.KEY_TYPE);
            filter.setCrvs(EDWARDS_CURVES, SimpleJwkFilter.VALUE_REQUIRED);
        } else {
            filter.setKty(RsaJsonWebKey.KEY_TYPE);
        }
        return filter;
    }
}
