package org.cliniccontent.startup;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.Releases;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Imports the bundled document into an empty database, and logs what is served. */
@ApplicationScoped
public class FirstContent {

    private static final String BUNDLE = "/bundle/stem-cell-therapy-for-cartilage-damage.yaml";

    /**
     * Longer than a machine takes that is busy with other starts: a first start that gave up would be begun anew by its
     * orchestrator, and no sooner end.
     */
    private static final int TIMEOUT_SECONDS = 1_800;

    private final Publication publication;
    private final Import bundles;
    private final Releases releases;
    private final int port;

    FirstContent(
            Publication publication,
            Import bundles,
            Releases releases,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.publication = publication;
        this.bundles = bundles;
        this.releases = releases;
        this.port = port;
    }

    /**
     * Imports the content under the lock of publishing, so that only one of several replicas fills an empty database.
     */
    @Transactional
    @TransactionConfiguration(timeout = TIMEOUT_SECONDS)
    void onStart(@Observes StartupEvent event) {
        if (publication.lock() == 0) {
            bundles.run(read(), "The bundled document", "clinic-content");
        }
        releases.find(releases.current())
                .ifPresent(release -> Log.infof(
                        "Serving release %d, published %s: http://localhost:%d/v1 (contract: /q/swagger-ui)",
                        release.number(), release.publishedAt(), port));
    }

    private static byte[] read() {
        try (InputStream bundle = FirstContent.class.getResourceAsStream(BUNDLE)) {
            return bundle.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
