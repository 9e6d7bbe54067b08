package org.cliniccontent.bench;

import java.util.List;

/**
 * A repeated request.
 *
 * @param fewHeaders whether it is also compared with a floor that sends few headers
 * @param conditional whether the client has the response already
 */
record HotCase(String name, String label, Content content, String path, boolean fewHeaders, boolean conditional) {

    private static final String SINGLE = "/v1/conditions/osteoarthritis";

    static final List<HotCase> ALL = List.of(
            new HotCase("single", "single entity (a condition)", Content.BUNDLED, SINGLE, true, false),
            new HotCase(
                    "large",
                    "single entity (a treatment with all that it links to)",
                    Content.BUNDLED,
                    "/v1/treatments/stem-cell-therapy",
                    false,
                    false),
            new HotCase(
                    "list",
                    "list of 20 with caveats and references",
                    Content.GENERATED,
                    "/v1/treatments?include=references",
                    false,
                    false),
            new HotCase(
                    "filtered",
                    "filtered list",
                    Content.BUNDLED,
                    "/v1/treatments?evidenceStage=INVESTIGATIONAL&fields=name,category,evidenceStage",
                    false,
                    false),
            new HotCase(
                    "document",
                    "document",
                    Content.BUNDLED,
                    "/v1/documents/stem-cell-therapy-for-cartilage-damage",
                    false,
                    false),
            new HotCase("304", "304 of the single entity", Content.BUNDLED, SINGLE, false, true));

    static HotCase named(String name) {
        return ALL.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
    }

    int status() {
        return conditional ? 304 : 200;
    }
}
