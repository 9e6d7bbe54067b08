package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The header of a token (RFC 7515, section 4). Nothing in it is followed: {@code jku}, {@code x5u}, {@code jwk} and {@code
 * x5c} say which key to trust, and that is not for a token to say (RFC 8725, section 3.10).
 *
 * @param type without {@code application/} and in lower case; empty if there is none
 * @param keyId which of the issuer's keys it is signed by
 */
record TokenHeader(String algorithm, String type, Optional<String> keyId) {

    /** RFC 9068, section 2.1. */
    static final String ACCESS_TOKEN = "at+jwt";

    /** Only asymmetric ones: what verifies a token must not be able to make one (RFC 8725, sections 3.1 and 3.2). */
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** Extensions that must be understood, of which there are none here, and what only encrypted tokens have. */
    private static final List<String> REFUSED = List.of("crit", "b64", "enc", "zip", "cty");

    private static final String MEDIA_TYPE = "application/";
    private static final int MAX_KEY_ID = 256;
    private static final int MAX_TYPE = 100;

    static TokenHeader of(ObjectNode header) throws InvalidTokenException {
        var algorithm = header.path("alg").textValue();
        if (algorithm == null || !ALGORITHMS.contains(algorithm)) {
            throw new InvalidTokenException("alg is none of those that are accepted");
        }
        for (String name : REFUSED) {
            if (header.has(name)) {
                throw new InvalidTokenException("the header has " + name);
            }
        }
        return new TokenHeader(algorithm, type(header.path("typ")), keyId(header.path("kid")));
    }

    private static String type(JsonNode typ) throws InvalidTokenException {
        if (typ.isMissingNode()) {
            return "";
        }
        if (!typ.isTextual() || typ.textValue().isEmpty() || typ.textValue().length() > MAX_TYPE) {
            throw new InvalidTokenException("typ is not the name of a type");
        }
        return typeOf(typ.textValue());
    }

    /** Media types are compared without regard to case, and may leave out their first part (RFC 7515, section 4.1.9). */
    static String typeOf(String typ) {
        var type = typ.toLowerCase(Locale.ROOT);
        return type.startsWith(MEDIA_TYPE) && type.indexOf('/', MEDIA_TYPE.length()) < 0
                ? type.substring(MEDIA_TYPE.length())
                : type;
    }

    private static Optional<String> keyId(JsonNode kid) throws InvalidTokenException {
        if (kid.isMissingNode()) {
            return Optional.empty();
        }
        if (!kid.isTextual() || kid.textValue().isEmpty() || kid.textValue().length() > MAX_KEY_ID) {
            throw new InvalidTokenException("kid is not the name of a key");
        }
        return Optional.of(kid.textValue());
    }

    boolean isAccessToken() {
        return type.equals(ACCESS_TOKEN);
    }
}
