package org.cliniccontent.authentication;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Reads the JSON of a token or of an issuer: an object in UTF-8 (RFC 8725, section 3.7), without a member that is there
 * twice, which two readers might understand differently.
 */
final class TokenJson {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Names come from anybody: none is kept.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenJson() {}

    /** @param part of a token, in base64url */
    static ObjectNode ofPart(String part) throws InvalidTokenException {
        try {
            return of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException("a part is not base64url");
        }
    }

    static ObjectNode of(byte[] bytes) throws InvalidTokenException {
        try {
            // Not by the parser, which would also take UTF-16 and UTF-32.
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            JsonNode json = MAPPER.readTree(text.toString());
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new InvalidTokenException("a part is no JSON object");
        } catch (CharacterCodingException e) {
            throw new InvalidTokenException("a part is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new InvalidTokenException("a part is no JSON, or has a member twice");
        }
    }
}
