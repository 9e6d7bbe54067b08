package org.cliniccontent.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The committed contract, {@code openapi/v1.yaml}, is the running service's. */
@ServiceTest
class ContractTest {

    /**
     * To regenerate it: {@code mvn test -Dtest=ContractTest -Dcontract.write=true}.
     */
    @Test
    void theCommittedContractIsTheRunningServices() throws IOException {
        var served = RestAssured.get("/q/openapi").asString();
        if (Boolean.getBoolean("contract.write")) {
            Files.createDirectories(ContractFilter.CONTRACT.getParent());
            Files.writeString(ContractFilter.CONTRACT, served);
        }
        assertThat(ContractFilter.CONTRACT)
                .as("regenerate it with: mvn test -Dtest=ContractTest -Dcontract.write=true")
                .hasContent(served);
    }

    @Test
    void everythingInItIsDescribed() throws IOException {
        var contract = new YAMLMapper().readTree(RestAssured.get("/q/openapi").asString());
        List<String> undescribed = new ArrayList<>();
        contract.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> collectUndescribed(schema.getKey(), schema.getValue(), undescribed));
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var name = operation.getKey() + ' ' + path.getKey();
                    require(name, "operationId", operation.getValue(), undescribed);
                    require(name, "summary", operation.getValue(), undescribed);
                    require(name, "description", operation.getValue(), undescribed);
                    operation
                            .getValue()
                            .path("parameters")
                            .forEach(parameter -> require(
                                    name + " ?" + parameter.path("name").asText(),
                                    "description",
                                    parameter,
                                    undescribed));
                }));
        assertThat(undescribed).isEmpty();
    }

    private static void collectUndescribed(String name, JsonNode schema, List<String> undescribed) {
        require(name, "description", schema, undescribed);
        schema.path("properties").properties().forEach(property -> {
            if (!property.getValue().has("$ref")) {
                require(name + '.' + property.getKey(), "description", property.getValue(), undescribed);
            }
        });
    }

    private static void require(String where, String member, JsonNode node, List<String> missing) {
        if (node.path(member).asText().isBlank()) {
            missing.add(where + " has no " + member);
        }
    }
}
