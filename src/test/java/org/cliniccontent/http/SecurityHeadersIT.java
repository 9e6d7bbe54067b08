package org.cliniccontent.http;

import java.nio.file.Path;
import java.util.Map;
import org.cliniccontent.startup.EmbeddedPrograms;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract's page in the packaged service may run the scripts embedded in it. */
class SecurityHeadersIT {

    @TempDir
    Path folder;

    @Test
    void thePageOfTheContractMayRunItsScripts() throws Exception {
        EmbeddedPrograms.linkInto(folder.resolve("data/binaries"));
        try (var service = new PackagedService(
                        folder,
                        Map.of("CLINIC_DATA_FOLDER", folder.resolve("data").toString()))
                .started()) {
            var page = service.get("/q/swagger-ui/");
            assertThat(page.statusCode()).isEqualTo(200);
            SecurityHeadersTest.checkHashes(
                    page.headers().firstValue("Content-Security-Policy").orElseThrow(), page.body());
        }
    }
}
