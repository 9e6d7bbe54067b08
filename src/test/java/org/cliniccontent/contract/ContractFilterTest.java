package org.cliniccontent.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The check that every test's responses go through finds what is not as the contract says. */
@ServiceTest
class ContractFilterTest {

    private static final String TREATMENT = "/v1/treatments/stem-cell-therapy";

    @Test
    void whatIsAsTheContractSaysHasNoFault() {
        assertThat(faults(TREATMENT, contract -> {})).isEmpty();
    }

    @Test
    void aMemberThatIsNotDocumentedIsAFault() {
        assertThat(faults(
                        TREATMENT, contract -> properties(contract, "Treatment").remove("mechanisms")))
                .anyMatch(fault -> fault.contains("mechanisms"));
    }

    @Test
    void aMemberOfAnotherTypeIsAFault() {
        assertThat(faults(TREATMENT, contract -> ((ObjectNode)
                                properties(contract, "Statement").path("text"))
                        .put("type", "integer")))
                .isNotEmpty();
    }

    @Test
    void aRequiredMemberThatIsMissingIsAFault() {
        assertThat(faults("/v1/conditions?fields=name", contract -> contract.withArray(
                                "/components/schemas/Condition/required")
                        .add("summary")))
                .anyMatch(fault -> fault.contains("summary"));
    }

    @Test
    void aStatusThatIsNotDocumentedIsAFault() {
        assertThat(faults("/v1/treatments/unknown", contract -> ((ObjectNode)
                                contract.at("/paths/~1v1~1treatments~1{slug}/get/responses"))
                        .remove("404")))
                .containsExactly("the status is not documented");
    }

    @Test
    void aMediaTypeThatIsNotDocumentedIsAFault() {
        assertThat(faults(TREATMENT, contract -> {
                    var content = (ObjectNode) contract.at("/paths/~1v1~1treatments~1{slug}/get/responses/200/content");
                    content.set("text/plain", content.remove("application/json"));
                }))
                .anyMatch(fault -> fault.contains("media type"));
    }

    private static List<String> faults(String path, Consumer<ObjectNode> change) {
        var contract = (ObjectNode) ContractFilter.read();
        change.accept(contract);
        return new ContractFilter(contract).faults("GET", path.replaceAll("\\?.*", ""), Api.get(path));
    }

    private static ObjectNode properties(ObjectNode contract, String schema) {
        return (ObjectNode) contract.at("/components/schemas/" + schema + "/properties");
    }
}
