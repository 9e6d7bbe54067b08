package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * A document that stays the same while the service runs. Its bytes in each content coding are made on first use and
 * shared by all responses.
 */
public final class SharedDocument {

    private static final int NOT_MODIFIED = 304;
    private static final CharSequence VARY = HttpHeaders.createOptimized("Accept, Accept-Encoding");

    private final String mediaType;
    private final Supplier<byte[]> source;
    private final ProblemWriter problems;
    private final Map<ContentCoding, EncodedBytes> codings = new ConcurrentHashMap<>();

    /** @param source makes the bytes; called at most once for each coding */
    public SharedDocument(String mediaType, Supplier<byte[]> source, ProblemWriter problems) {
        this.problems = problems;
        this.mediaType = mediaType;
        this.source = source;
    }

    /** Answers a GET or HEAD. */
    public void answer(RoutingContext context) {
        var request = context.request();
        var coding = Compression.choose(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
        var made = codings.get(coding);
        if (made != null) {
            write(context, made);
            return;
        }
        // The request's body waits meanwhile.
        RequestFlow.pause(context);
        context.vertx()
                .executeBlocking(() -> codings.computeIfAbsent(coding, this::make), false)
                .onSuccess(bytes -> {
                    RequestFlow.resume(context);
                    write(context, bytes);
                })
                .onFailure(failure -> {
                    RequestFlow.resume(context);
                    problems.failed(context, failure);
                });
    }

    private EncodedBytes make(ContentCoding coding) {
        var identity = source.get();
        var smaller =
                coding == ContentCoding.IDENTITY ? Optional.<byte[]>empty() : Compression.compress(coding, identity);
        return smaller.map(bytes -> EncodedBytes.shared(coding, bytes))
                .orElseGet(() -> EncodedBytes.shared(ContentCoding.IDENTITY, identity));
    }

    private void write(RoutingContext context, EncodedBytes coded) {
        var request = context.request();
        var response = context.response();
        if (response.closed()) {
            return;
        }
        var outcome =
                ReadConditions.of(request.headers()::getAll).evaluate(coded.tag(), Optional.empty(), Instant.EPOCH);
        response.putHeader(HttpHeaders.VARY, VARY);
        if (outcome == ReadConditions.Outcome.FAILED) {
            problems.refuse(
                    context,
                    new ProblemException(
                            ProblemType.PRECONDITION_FAILED, "It is not what If-Match or If-Unmodified-Since names"));
            return;
        }
        response.putHeader(HttpHeaders.ETAG, coded.tag())
                .putHeader(HttpHeaders.CACHE_CONTROL, Freshness.USUAL.cacheControl());
        if (outcome == ReadConditions.Outcome.NOT_MODIFIED) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType).putHeader(HttpHeaders.CONTENT_LENGTH, coded.length());
        if (coded.coding() != ContentCoding.IDENTITY) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, coded.coding().token());
        }
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(coded.bytes());
        }
    }
}
