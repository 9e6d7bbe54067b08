package org.cliniccontent.access;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cliniccontent.http.ClientsGone;
import org.cliniccontent.http.ProblemException;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Records what was refused: every 401 and 403, and every answer from 400 on to a request that would have changed
 * something. What the record itself fails of is logged, and changes no answer.
 */
@ApplicationScoped
class Refusals {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final Audit audit;
    private final ClientAddresses addresses;

    Refusals(Audit audit, ClientAddresses addresses) {
        this.audit = audit;
        this.addresses = addresses;
    }

    /** Of what is refused before an endpoint is chosen; not on the event loop. */
    void record(RoutingContext context, ProblemException refusal) {
        record(AuditEvent.refused(context, addresses.of(context), refusal));
    }

    @ServerResponseFilter
    Uni<Void> record(ContainerResponseContext response, RoutingContext context) {
        int status = response.getStatus();
        boolean recorded = status == 401
                || status == 403
                || (status >= 400 && !READS.contains(context.request().method().name()));
        if (!recorded || ClientsGone.of(context)) {
            return Uni.createFrom().voidItem();
        }
        var event = AuditEvent.refused(context, addresses.of(context), status, response.getEntity());
        Callable<Void> work = () -> {
            record(event);
            return null;
        };
        if (status == 503) {
            // The database is most likely away: nobody has to wait for that once more.
            context.vertx().executeBlocking(work, false);
            return Uni.createFrom().voidItem();
        }
        if (!Context.isOnEventLoopThread()) {
            record(event);
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(
                        () -> context.vertx().executeBlocking(work, false).toCompletionStage());
    }

    private void record(AuditEvent event) {
        try {
            audit.record(event);
        } catch (RuntimeException e) {
            Log.errorf(
                    e,
                    "Failed to record that %s %s was refused (trace %s)",
                    event.method(),
                    event.path(),
                    event.traceId());
        }
    }
}
