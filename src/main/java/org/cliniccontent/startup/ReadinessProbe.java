package org.cliniccontent.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.cliniccontent.release.CurrentRelease;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The service's health checks. Only the startup check includes the database: a replica that has a release goes on
 * serving from its cache while the database is down, and if all replicas then left the load balancer, nobody would
 * serve.
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

    /**
     * Checks the start. The migrations and the first release come from the database: a replica with a release has
     * reached it.
     */
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
