package org.cliniccontent.read;

import org.cliniccontent.content.TypeDescription;
import org.eclipse.microprofile.openapi.models.Operation;

/** What {@link EntityResource} cannot say itself in the contract, because it is another for each type. */
final class ContractHistory {

    private static final String HISTORY = "/{slug}/history";
    private static final String DIFF = "/{slug}/diff";

    private ContractHistory() {}

    static boolean has(String path) {
        return path.endsWith(HISTORY) || path.endsWith(DIFF);
    }

    static void complete(TypeDescription type, String path, Operation operation) {
        var name = ContractSchemas.nameOf(type);
        if (path.endsWith(HISTORY)) {
            operation.operationId("get" + name + "History");
            operation.setParameters(ContractParameters.ofHistory());
            ContractResponses.addNext(operation);
        } else {
            operation.operationId("get" + name + "Diff");
            operation.setParameters(ContractParameters.ofDiff());
        }
    }
}
