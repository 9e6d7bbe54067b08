package org.cliniccontent.http.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/** The tags of the contract. Each package describes its own. */
public final class ContractTags {

    private ContractTags() {}

    /** Describes tags, in any order of calls; they are sorted by name. */
    public static void describe(OpenAPI contract, Map<String, String> descriptions) {
        Map<String, Tag> tags = new TreeMap<>();
        if (contract.getTags() != null) {
            contract.getTags().forEach(tag -> tags.put(tag.getName(), tag));
        }
        descriptions.forEach((name, description) ->
                tags.put(name, OASFactory.createTag().name(name).description(description)));
        contract.setTags(List.copyOf(tags.values()));
    }
}
