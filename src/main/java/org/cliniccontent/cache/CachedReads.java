package org.cliniccontent.cache;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import org.cliniccontent.access.AccessConfig;
import org.cliniccontent.http.Compression;
import org.cliniccontent.http.ContentCoding;
import org.cliniccontent.http.Negotiation;
import org.cliniccontent.http.ReadConditions;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.log.RouteTemplate;
import org.cliniccontent.release.CurrentRelease;

/**
 * Serves cached responses before an endpoint is looked up: after the request guard, authentication and the limits,
 * which apply to cached responses as to all. Other requests go on to their endpoint.
 */
@ApplicationScoped
class CachedReads {

    /** The priority after the limits, and after the check that the requested minimum release is available. */
    private static final int PRIORITY = 860;

    private static final String PREFIX = "/v1";
    private static final int NOT_MODIFIED = 304;

    private final ResponseCache cache;
    private final CurrentRelease release;
    private final Clock clock;
    private final boolean enabled;
    private final RequestCoalescer coalescer = new RequestCoalescer();

    CachedReads(ResponseCache cache, CurrentRelease release, Clock clock, CacheConfig config, AccessConfig access) {
        this.cache = cache;
        this.release = release;
        this.clock = clock;
        // Restricted reads need the authorisation of their endpoints.
        this.enabled = config.maxSize().asLongValue() > 0 && !access.closed();
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::answer, PRIORITY);
        }
    }

    private void answer(RoutingContext context) {
        var request = context.request();
        boolean read = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        if (!read || !request.uri().startsWith(PREFIX)) {
            context.next();
            return;
        }
        switch (tryAnswer(context)) {
            case ANSWERED -> {}
            case NOT_FOR_THE_CACHE -> context.next();
            case NOT_THERE -> {
                if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
                    context.next();
                } else {
                    coalescer
                            .leaderOf(context)
                            .ifPresentOrElse(
                                    leader -> RequestCoalescer.await(leader, context, () -> answerOrNext(context)),
                                    context::next);
                }
            }
        }
    }

    private void answerOrNext(RoutingContext context) {
        if (!context.response().closed() && tryAnswer(context) != Attempt.ANSWERED) {
            context.next();
        }
    }

    private enum Attempt {
        ANSWERED,
        NOT_THERE,
        NOT_FOR_THE_CACHE
    }

    private Attempt tryAnswer(RoutingContext context) {
        var key = cache.keyOf(context.request().uri());
        if (key == null) {
            return Attempt.NOT_THERE;
        }
        var now = clock.instant();
        var found = cache.find(key, key.isPinned() ? key.release() : release.number(), now);
        if (found.isEmpty()) {
            return Attempt.NOT_THERE;
        }
        var response = found.get().response();
        var fields = context.request().headers();
        var coding = Compression.choose(fields.getAll(HttpHeaders.ACCEPT_ENCODING));
        if (!Negotiation.admits(fields.getAll(HttpHeaders.ACCEPT), response.mediaType())) {
            return Attempt.NOT_FOR_THE_CACHE;
        }
        if (!response.has(coding)) {
            return Attempt.NOT_THERE;
        }
        var outcome = response.outcome(fields, coding, now);
        if (outcome == ReadConditions.Outcome.FAILED) {
            return Attempt.NOT_FOR_THE_CACHE;
        }
        cache.hit();
        RouteTemplate.set(found.get().route());
        write(context, response, coding, outcome, now);
        return Attempt.ANSWERED;
    }

    private static void write(
            RoutingContext context,
            RenderedResponse rendered,
            ContentCoding coding,
            ReadConditions.Outcome outcome,
            Instant now) {
        var response = context.response();
        var headers = response.headers();
        rendered.describe(coding, now, headers::set);
        if (outcome == ReadConditions.Outcome.NOT_MODIFIED) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        rendered.describeContent(coding, headers::set);
        if (context.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(rendered.bytes(coding));
        }
    }
}
