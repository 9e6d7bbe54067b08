package org.cliniccontent.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Optional;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.audit.Refusals;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.address.ClientAddresses;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Enforces the quotas of requests, and reports every client's remaining quota in the fields of the Internet draft <a
 * href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields for HTTP</a>.
 * Requests with valid credentials count against the caller, others against the address.
 */
@ApplicationScoped
public class RateLimits {

    static final String POLICY = "RateLimit-Policy";
    static final String LIMIT = "RateLimit";

    /** The priority after authentication. */
    public static final int PRIORITY = 890;

    private static final CharSequence POLICY_FIELD = HttpHeaders.createOptimized(POLICY);
    private static final CharSequence LIMIT_FIELD = HttpHeaders.createOptimized(LIMIT);

    private final boolean enabled;
    private final ClientAddresses addresses;
    private final ProblemWriter problems;
    private final Refusals refusals;
    private final Policy callers;
    private final Policy clients;
    private final Policy attempts;

    /**
     * The parties whose refusal has been recorded: once in a window is enough, or a flood of requests would become a
     * flood of records.
     */
    private final Cache<Object, Boolean> recorded;

    RateLimits(
            LimitsConfig config,
            ClientAddresses addresses,
            ProblemWriter problems,
            Refusals refusals,
            MeterRegistry meters) {
        this.enabled = config.enabled();
        this.addresses = addresses;
        this.problems = problems;
        this.refusals = refusals;
        this.recorded = Caffeine.newBuilder()
                .maximumSize(config.maxTracked())
                .expireAfterWrite(config.window())
                .build();
        this.callers = policy("caller", config.caller().requests(), config, meters);
        this.clients = policy("address", config.address().requests(), config, meters);
        long most = Math.min(config.attempt().requests(), config.address().requests());
        this.attempts = policy("attempt", most, config, meters);
    }

    /** Buckets with their header fields and metrics, built once. */
    private record Policy(TokenBuckets buckets, CharSequence policy, String limit, Counter refused) {}

    private static Policy policy(String name, long requests, LimitsConfig config, MeterRegistry meters) {
        var buckets = new TokenBuckets(name, requests, config.window(), config.maxTracked(), TimeMeter.SYSTEM_NANOTIME);
        var refused = Counter.builder("clinic.limits.refused")
                .description("Requests that were refused because a limit was used up")
                .tag("policy", name)
                .register(meters);
        return new Policy(
                buckets,
                HttpHeaders.createOptimized(buckets.advertised()),
                String.format(Locale.ROOT, "\"%s\";r=", name),
                refused);
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::limit, PRIORITY);
        }
    }

    private void limit(RoutingContext context) {
        var caller = CurrentRequest.callerOf(context);
        boolean admitted = caller.isAnonymous() ? tryConsume(context) : consume(context, callers, caller.id());
        if (admitted) {
            context.next();
        }
    }

    /**
     * Counts a request against its client address, if it is answered before this filter: its credentials are not valid.
     *
     * @return whether it may be answered; if not, it has been refused
     */
    public boolean tryConsume(RoutingContext context) {
        return !enabled || consume(context, clients, addresses.of(context).subscriber());
    }

    /**
     * Counts an attempt before unknown credentials are verified.
     *
     * @return an action that takes the count back; empty if there were too many, and the request has been refused
     */
    public Optional<Runnable> tryAttempt(RoutingContext context) {
        if (!enabled) {
            return Optional.of(() -> {});
        }
        var whose = addresses.of(context).subscriber();
        return consume(context, attempts, whose)
                ? Optional.of(() -> attempts.buckets().giveBack(whose))
                : Optional.empty();
    }

    private boolean consume(RoutingContext context, Policy policy, Object whose) {
        var balance = policy.buckets().consume(whose);
        context.response()
                .putHeader(POLICY_FIELD, policy.policy())
                .putHeader(LIMIT_FIELD, policy.limit() + balance.remaining() + ";t=" + balance.seconds());
        if (!balance.admitted()) {
            policy.refused().increment();
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(balance.seconds()));
            refuse(
                    context,
                    whose,
                    new ProblemException(ProblemType.TOO_MANY_REQUESTS, "The limit is " + policy.buckets()));
        }
        return balance.admitted();
    }

    private void refuse(RoutingContext context, Object whose, ProblemException refusal) {
        if (recorded.asMap().putIfAbsent(whose, Boolean.TRUE) == null) {
            refusals.record(context, refusal).onComplete(done -> problems.refuse(context, refusal));
        } else {
            problems.refuse(context, refusal);
        }
    }
}
