package org.cliniccontent.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.cliniccontent.release.CurrentRelease;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * What the probes are told. The database is part of the start alone: a replica that has a release goes on serving what it
 * has cached when the database is away, and if all replicas then left the load balancer, nobody would.
 */
@ApplicationScoped
class ReadinessProbe {

    private final CurrentRelease current;

    ReadinessProbe(CurrentRelease current) {
        this.current = current;
    }

    @Produces
    @Readiness
    HealthCheck release() {
        return () -> ofRelease("release");
    }

    /** The migrations and the first release come from the database: who has a release has reached it. */
    @Produces
    @Startup
    HealthCheck database() {
        return () -> ofRelease("database");
    }

    private HealthCheckResponse ofRelease(String name) {
        long number = current.number();
        return HealthCheckResponse.named(name)
                .status(number > 0)
                .withData("release", number)
                .build();
    }
}
