package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever holds an entity can check it: its hash is over its canonical JSON, with links as type and id. */
@ServiceTest
class HashTest {

    private static final List<String> ADDED_BY_THE_SERVER = List.of("release", "updatedAt", "sha256");
    private static final List<String> INVERSE = List.of("appliesTo", "citedBy", "causes", "entities");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "documents",
                "conditions",
                "treatments",
                "msc-sources",
                "delivery-methods",
                "caveats",
                "references"
            })
    void theHashOfEveryEntityIsThatOfItsContent(String collection) throws IOException {
        var entities = Api.all("/v1/" + collection + "?release=1");
        assertThat(entities).isNotEmpty();
        for (JsonNode inList : entities) {
            var alone = Api.json("/v1/" + collection + '/' + inList.path("slug").asText() + "?release=1");
            for (JsonNode entity : List.of(inList, alone)) {
                assertThat(hash(entity))
                        .as(entity.path("slug").asText())
                        .isEqualTo(entity.path("sha256").asText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/treatments/stem-cell-therapy?release=1&include=mscSources,deliveryMethods,conditions,references",
                "/v1/conditions/cartilage-damage?release=1&include=causedBy"
            })
    void embeddingDoesNotChangeTheHash(String path) throws IOException {
        var entity = Api.json(path);
        assertThat(hash(entity)).isEqualTo(entity.path("sha256").asText());
    }

    private static String hash(JsonNode served) throws IOException {
        ObjectNode entity = served.deepCopy();
        entity.remove(ADDED_BY_THE_SERVER);
        entity.remove(INVERSE);
        if (!entity.path("type").asText().equals("treatment") && entity.has("treatments")) {
            entity.remove("treatments");
        }
        if (entity.path("review").has("document")) {
            entity.remove("review");
        } else if (entity.get("review") instanceof ObjectNode review) {
            review.remove("status");
        }
        entity.properties().forEach(member -> member.setValue(reduced(member.getValue())));
        var canonical = new JsonCanonicalizer(JSON.writeValueAsString(entity)).getEncodedUTF8();
        return sha256(canonical);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Links and embedded entities as their type and id, as they are stored. */
    private static JsonNode reduced(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has("href") || (object.has("id") && object.has("type"))) {
                return object.retain("id", "type");
            }
            object.properties().forEach(member -> member.setValue(reduced(member.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, reduced(array.get(i)));
            }
        }
        return node;
    }
}
