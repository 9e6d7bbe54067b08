package org.cliniccontent.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Stored bodies as trees. */
public final class JsonBodies {

    private JsonBodies() {}

    public static ObjectNode parse(ObjectMapper json, String body) {
        try {
            return (ObjectNode) json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored body is not JSON", e);
        }
    }

    public static ObjectNode parse(ObjectMapper json, byte[] body) {
        try {
            return (ObjectNode) json.readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException("a stored body is not JSON", e);
        }
    }
}
