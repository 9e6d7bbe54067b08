package org.cliniccontent.startup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The metric {@code clinic_build_info}, which is always 1 and carries the version as tags. */
@ApplicationScoped
@Startup
class BuildInfo {

    BuildInfo(
            BuildConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version,
            MeterRegistry meters) {
        Gauge.builder("clinic.build.info", () -> 1)
                .description("The running build: version, commit and Java version")
                .tag("version", version)
                .tag("revision", config.revision())
                .tag("java", Runtime.version().toString())
                .register(meters);
    }
}
