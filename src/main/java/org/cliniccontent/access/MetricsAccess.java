package org.cliniccontent.access;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Closes the metrics, or opens them to a token only. Probes stay open: whoever runs the service has no token for them. */
@ApplicationScoped
class MetricsAccess {

    private static final String METRICS = "/q/metrics*";
    private static final String BEARER = "Bearer ";

    private final MetricsConfig config;

    MetricsAccess(MetricsConfig config) {
        this.config = config;
    }

    void register(@Observes ManagementInterface management) {
        if (!config.enabled() || config.token().isPresent()) {
            management.router().route(METRICS).order(Integer.MIN_VALUE).handler(this::check);
        }
    }

    private void check(RoutingContext context) {
        if (!config.enabled()) {
            context.response().setStatusCode(404).end();
        } else if (isToken(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.next();
        } else {
            context.response()
                    .setStatusCode(401)
                    .putHeader(Challenge.HEADER, Challenge.NONE)
                    .end();
        }
    }

    private boolean isToken(String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        bytes(authorization.substring(BEARER.length()).strip()),
                        bytes(config.token().orElseThrow()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
