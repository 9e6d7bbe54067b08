package org.cliniccontent.cache;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.cliniccontent.cache.ResponseCache.Entry;
import org.cliniccontent.cache.ResponseCache.Key;
import org.cliniccontent.database.Reader;
import org.cliniccontent.http.Compression;
import org.cliniccontent.http.ContentCoding;
import org.cliniccontent.http.ReadConditions;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.log.RouteTemplate;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.LastModified;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.release.RequestedRelease;
import org.cliniccontent.release.VanishedReleaseException;

/**
 * Answers public reads from the cache, or renders a response and caches it. Requests reach it after their endpoint has
 * parsed them; a URL that was answered before is served earlier, see {@link CachedReads}.
 */
@ApplicationScoped
public class ReadResponder {

    /** The maximum number of attempts. After a release vanishes during a read, the then current release is read. */
    private static final int ATTEMPTS = 3;

    private final ResponseCache cache;
    private final RequestedRelease requests;
    private final LastModified lastModified;
    private final Reader reader;
    private final CurrentRelease releases;
    private final CurrentVertxRequest current;
    private final Clock clock;

    public ReadResponder(
            ResponseCache cache,
            RequestedRelease requests,
            LastModified lastModified,
            Reader reader,
            CurrentRelease releases,
            CurrentVertxRequest current,
            Clock clock) {
        this.cache = cache;
        this.requests = requests;
        this.lastModified = lastModified;
        this.reader = reader;
        this.releases = releases;
        this.current = current;
        this.clock = clock;
    }

    /**
     * Answers a read.
     *
     * @param target canonical path and query, without the parameters of time
     * @param renderer renders the response at a release; it is kept in the cache, so it must not capture the request
     * @throws ProblemException 404 if nothing was published then, 412 if a precondition fails, and any problem of the
     *     renderer
     */
    public Response answer(String target, RequestedRelease.Time time, Function<ReadContext, Representation> renderer) {
        for (int attempt = 1; ; attempt++) {
            int history = releases.history();
            var context = contextOf(time);
            try {
                return answer(target, time, renderer, context, history);
            } catch (VanishedReleaseException e) {
                boolean isServed = !context.pinned() && e.number() == context.release();
                if (!isServed) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw ProblemException.unavailable("The release that was read was lost meanwhile");
                }
                releases.refresh();
            }
        }
    }

    private Response answer(
            String target,
            RequestedRelease.Time time,
            Function<ReadContext, Representation> renderer,
            ReadContext context,
            int history) {
        var routing = current.getCurrent();
        var coding = Compression.choose(routing.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING));
        var now = clock.instant();
        if (time.asOf().isPresent()) {
            // Not cached: each time has its own response, and hardly anyone requests the same one.
            return answer(rendered(renderer, context).in(coding).response(), coding, routing, now);
        }
        var key = new Key(target, context.pinned() ? context.release() : Key.CURRENT);
        var found = cache.find(key, context.release(), now);
        found.ifPresent(entry -> cache.hit());
        var entry = found.orElseGet(() -> rendered(renderer, context)).in(coding);
        cache.put(key, entry);
        if (releases.history() != history) {
            // An entry that was cleared meanwhile must not be stored again.
            cache.remove(key);
        }
        cache.remember(routing.request().uri(), key);
        RequestCoalescer.done(routing);
        return answer(entry.response(), coding, routing, now);
    }

    private Entry rendered(Function<ReadContext, Representation> renderer, ReadContext context) {
        cache.missed();
        return new Entry(render(renderer, context), context.release(), renderer, RouteTemplate.current());
    }

    private ReadContext contextOf(RequestedRelease.Time time) {
        long release = requests.resolve(time);
        if (time.release().isPresent()) {
            return new ReadContext(release, true, day(releases.at(release).publishedAt()), false);
        }
        var today = today();
        var then = time.asOf().map(ReadResponder::day).filter(today::isAfter);
        return then.map(day -> new ReadContext(release, false, day, false))
                .orElseGet(() -> ReadContext.ofToday(release, today));
    }

    private LocalDate today() {
        return day(clock.instant());
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** Renders a cached response again at another release, in the codings that were requested. */
    Entry renderAgain(Entry old, long release) {
        var entry = new Entry(
                render(old.renderer(), ReadContext.ofToday(release, today())), release, old.renderer(), old.route());
        for (ContentCoding coding : ContentCoding.values()) {
            entry = old.response().has(coding) ? entry.in(coding) : entry;
        }
        return entry;
    }

    private RenderedResponse render(Function<ReadContext, Representation> renderer, ReadContext context) {
        var at = releases.at(context.release());
        var rendered = reader.read(at.point(), () -> {
            var representation = renderer.apply(context);
            if (context.pinned()) {
                // Clients may cache a pinned response for ever, so the database must confirm the release: after a
                // promotion it may not have it.
                releases.confirm(at);
            }
            return representation;
        });
        return new RenderedResponse(rendered, lastModified.of(rendered), context.pinned());
    }

    private static Response answer(
            RenderedResponse response, ContentCoding coding, RoutingContext routing, Instant now) {
        var request = routing.request();
        var outcome = response.outcome(request.headers(), coding, now);
        if (outcome == ReadConditions.Outcome.FAILED) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_FAILED, "It is not what If-Match or If-Unmodified-Since names");
        }
        boolean send = outcome == ReadConditions.Outcome.SEND;
        var builder = send ? Response.ok(response.bytes(coding).getBytes()) : Response.notModified();
        BiConsumer<CharSequence, CharSequence> fields =
                (name, value) -> builder.header(name.toString(), value.toString());
        response.describe(coding, now, fields);
        if (send) {
            response.describeContent(coding, fields);
        }
        return builder.build();
    }
}
