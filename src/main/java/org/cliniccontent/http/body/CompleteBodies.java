package org.cliniccontent.http.body;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.http.ConnectionClose;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.connection.ConnectionsConfig;
import org.cliniccontent.http.problem.ProblemException;

/**
 * Reads bodies where requests come in, before an endpoint is chosen: no thread waits for a client. Who sends no
 * credentials may send no body either: it is left unread, and the endpoint says what is missing.
 */
@ApplicationScoped
class CompleteBodies {

    /** After the limits and what is cached, which need none. */
    private static final int PRIORITY = 840;

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    /** Where nothing else is said. */
    private static final int USUAL_MAX = 100_000;

    private static final int SHARE_OF_HEAP = 8;
    private static final long SWEEP_MILLIS = 500;

    private final List<LongBodies> exceptions;
    private final ProblemWriter problems;
    private final ConnectionsConfig config;
    private final long maxHeld;
    private final long maxPerSender;
    private final BodyBudget budget;
    private final BodySenders senders;
    private final AtomicLong held = new AtomicLong();
    private final Map<Object, Long> heldBySender = new ConcurrentHashMap<>();
    private final Set<IncomingBody> incomplete = ConcurrentHashMap.newKeySet();

    CompleteBodies(
            @All List<LongBodies> exceptions,
            ProblemWriter problems,
            ConnectionsConfig config,
            BodyBudget budget,
            BodySenders senders,
            MeterRegistry meters) {
        this.exceptions = exceptions;
        this.problems = problems;
        this.config = config;
        this.budget = budget;
        this.senders = senders;
        long longest = Math.min(
                budget.longest(),
                exceptions.stream().mapToLong(LongBodies::maxBytes).max().orElse(USUAL_MAX));
        this.maxHeld = Math.max(
                longest,
                config.maxBodies()
                        .map(size -> size.asLongValue())
                        .orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
        this.maxPerSender = Math.max(longest, maxHeld / 2);
        Gauge.builder("clinic.connections.bodies", held, AtomicLong::get)
                .description("Bytes of bodies that are held, from their first until their request is answered")
                .baseUnit("bytes")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(this::read, PRIORITY);
    }

    void onStart(@Observes StartupEvent event, Vertx vertx) {
        long period = Math.max(1, Math.min(SWEEP_MILLIS, config.stallTimeout().toMillis() / 4));
        vertx.setPeriodic(period, timer -> {
            long now = System.nanoTime();
            incomplete.forEach(body -> body.look(now));
        });
    }

    private void read(RoutingContext context) {
        var request = context.request();
        if (request.isEnded()
                || !WITH_BODY.contains(request.method())
                || !request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            context.next();
            return;
        }
        new IncomingBody(this, context, maxBytes(request.path()), config).read();
    }

    private int maxBytes(String path) {
        int max = USUAL_MAX;
        for (var exception : exceptions) {
            if (path.startsWith(exception.path())) {
                max = Math.max(max, exception.maxBytes());
            }
        }
        // There would be no memory to work on a longer one.
        return (int) Math.min(max, budget.longest());
    }

    Object senderOf(RoutingContext context) {
        return senders.senderOf(context);
    }

    /** @return whether there is room for so many more; they are held then until they are released */
    boolean hold(Object sender, long bytes) {
        boolean fits = held.addAndGet(bytes) <= maxHeld;
        // Noted in any case: what is not held is released like what is.
        fits &= heldBySender.merge(sender, bytes, Long::sum) <= maxPerSender;
        if (!fits) {
            release(sender, bytes);
        }
        return fits;
    }

    void release(Object sender, long bytes) {
        held.addAndGet(-bytes);
        heldBySender.computeIfPresent(sender, (whose, all) -> all <= bytes ? null : all - bytes);
    }

    void begun(IncomingBody body) {
        incomplete.add(body);
    }

    void ended(IncomingBody body) {
        incomplete.remove(body);
    }

    void refuse(RoutingContext context, ProblemException refusal) {
        ConnectionClose.after(context);
        problems.refuse(context, refusal);
    }
}
