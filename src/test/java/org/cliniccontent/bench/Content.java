package org.cliniccontent.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The content of the service. */
enum Content {
    /** The bundled document: real texts, but few of them. */
    BUNDLED,
    /** Generated entities, enough to fill a page. */
    GENERATED;

    private static final long ENTITIES = 1_000;

    RunningService start(List<String> javaOptions) throws IOException, InterruptedException, SQLException {
        return this == BUNDLED
                ? RunningService.bundled(javaOptions)
                : RunningService.generated(ENTITIES, javaOptions, Map.of());
    }
}
