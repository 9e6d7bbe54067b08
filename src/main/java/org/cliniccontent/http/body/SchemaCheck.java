package org.cliniccontent.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.cliniccontent.http.contract.ContractSchema;
import org.cliniccontent.http.problem.Faults;

/** Holds a body against a JSON Schema (2020-12), which is also in the contract: see {@link ContractSchema}. */
public final class SchemaCheck {

    private final SchemaLevel schema;

    private SchemaCheck(JsonNode schema) {
        this.schema = SchemaLevel.of(schema);
    }

    /** @param resource an absolute path in the class path */
    public static SchemaCheck of(String resource) {
        return new SchemaCheck(read(resource));
    }

    public static SchemaCheck of(JsonNode schema) {
        return new SchemaCheck(schema);
    }

    public static JsonNode read(String resource) {
        var loader = Thread.currentThread().getContextClassLoader();
        try (InputStream schema = loader.getResourceAsStream(resource.substring(1))) {
            return new ObjectMapper().readTree(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In what it is not as the schema says: the first faults that were found, in the order of the pointers. */
    public Faults faults(JsonNode body) {
        var faults = new Faults();
        schema.check("", body, faults);
        return faults.sorted();
    }

    /** A body, decoded strictly and as the schema says, or INVALID_BODY with its faults. */
    public JsonNode parse(byte[] body) {
        var node = StrictJson.parse(body);
        var faults = faults(node);
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return node;
    }
}
