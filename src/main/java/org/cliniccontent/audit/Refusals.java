package org.cliniccontent.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.audit.RefusalWindow.Kept;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.http.ClientDisconnects;
import org.cliniccontent.http.address.ClientAddresses;
import org.cliniccontent.http.problem.ProblemException;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Records what was refused: every 401 and 403, and every answer from 400 on to a request that would have changed
 * something. A {@link RefusalWindow} decides which of them have rows of their own. What the record itself fails of
 * changes no answer: while the database is away, refusals are counted.
 */
@ApplicationScoped
public class Refusals {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final AuditLog audit;
    private final ClientAddresses addresses;
    private final Clock clock;
    private final RefusalWindow window;
    private final Map<Kept, Counter> counters = new EnumMap<>(Kept.class);

    /** Whether the last attempt to write failed, which is logged once. */
    private final AtomicBoolean failing = new AtomicBoolean();

    Refusals(AuditLog audit, ClientAddresses addresses, Clock clock, AuditConfig config, MeterRegistry meters) {
        this.audit = audit;
        this.addresses = addresses;
        this.clock = clock;
        this.window = new RefusalWindow(config.rowsPerCaller(), config.anonymousRows(), config.anonymousGroups());
        for (Kept kept : Kept.values()) {
            counters.put(
                    kept,
                    Counter.builder("clinic.audit.refusals")
                            .description(
                                    "Refusals by how the audit log keeps them: in a row of their own, counted with "
                                            + "those alike, or counted by their reason only")
                            .tag("kept", kept.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("clinic.audit.refusals.waiting", window, RefusalWindow::waiting)
                .description("Refusals that are counted and not yet written to the audit log")
                .register(meters);
    }

    /** Of what is refused before an endpoint is chosen. It may be answered when this is done. */
    public Future<Void> record(RoutingContext context, ProblemException refusal) {
        var event = AuditEvent.refused(context, addresses.of(context), refusal);
        return hasRow(event) ? write(context, event) : Future.succeededFuture();
    }

    @ServerResponseFilter
    public Uni<Void> record(ContainerResponseContext response, RoutingContext context) {
        int status = response.getStatus();
        boolean recorded = status == 401
                || status == 403
                || (status >= 400 && !READS.contains(context.request().method().name()));
        if (!recorded || ClientDisconnects.of(context)) {
            return Uni.createFrom().voidItem();
        }
        var event = AuditEvent.refused(context, addresses.of(context), status, response.getEntity());
        if (!hasRow(event)) {
            return Uni.createFrom().voidItem();
        }
        if (status == 503) {
            // The database is most likely away: nobody has to wait for that once more.
            write(context, event);
            return Uni.createFrom().voidItem();
        }
        if (!Context.isOnEventLoopThread()) {
            write(event);
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().completionStage(() -> write(context, event).toCompletionStage());
    }

    private boolean hasRow(AuditEvent event) {
        var kept = window.add(event, clock.instant());
        counters.get(kept).increment();
        return kept == Kept.ROW;
    }

    private Future<Void> write(RoutingContext context, AuditEvent event) {
        return context.vertx()
                .executeBlocking(
                        () -> {
                            write(event);
                            return null;
                        },
                        false);
    }

    private void write(AuditEvent event) {
        try {
            audit.record(event);
        } catch (RuntimeException e) {
            window.addUnwritten(event, clock.instant());
            failed(e);
        }
    }

    /** Writes what was counted, and begins to count anew. */
    @DatabaseJob
    @Scheduled(
            identity = "audit-refusals",
            every = "{clinic.audit.flush-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void flush() {
        var counted = window.drain();
        if (counted.isEmpty()) {
            return;
        }
        try {
            QuarkusTransaction.requiringNew().run(() -> counted.forEach(audit::record));
            failing.set(false);
        } catch (RuntimeException e) {
            window.restore(counted);
            failed(e);
        }
    }

    void flushAtEnd(@Observes ShutdownEvent event) {
        flush();
    }

    private void failed(RuntimeException failure) {
        if (failing.compareAndSet(false, true)) {
            Log.logf(
                    DatabaseFailure.level(failure),
                    "Refusals cannot be written to the audit log, and are counted: %s",
                    DatabaseFailure.describe(failure));
        }
    }
}
