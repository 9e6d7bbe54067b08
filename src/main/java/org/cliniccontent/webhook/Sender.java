package org.cliniccontent.webhook;

import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.cliniccontent.http.telemetry.TraceParent;

/**
 * Sends one attempt: signed, to a verified address, on a connection of its own, and with limits on everything that the
 * receiver can delay. Redirects are not followed.
 */
@ApplicationScoped
class Sender {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String AGENT = "Clinic-Content";
    private static final String DEFAULT_PATH = "/";

    private final TargetPolicy targets;
    private final WebhookSecrets secrets;
    private final Duration timeout;
    private final Clock clock;
    private final Vertx vertx;
    private final Tracer tracer;
    private final HttpClient http;

    Sender(
            TargetPolicy targets,
            WebhookSecrets secrets,
            WebhooksConfig config,
            Clock clock,
            Vertx vertx,
            Tracer tracer) {
        this.targets = targets;
        this.secrets = secrets;
        this.timeout = config.timeout();
        this.clock = clock;
        this.vertx = vertx;
        this.tracer = tracer;
        this.http = vertx.createHttpClient(options(config));
    }

    private static HttpClientOptions options(WebhooksConfig config) {
        return new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(config.concurrencyPerTarget() * 2)
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                // The client's own span would contain the URL, which may hold a secret.
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setForceSni(true)
                .setVerifyHost(true);
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /** Starts an attempt without waiting; the future always completes with its result. */
    CompletableFuture<Attempt> send(Delivery delivery) {
        var at = clock.instant();
        long begun = System.nanoTime();
        var span = AttemptSpan.begin(tracer, delivery);
        return exchange(delivery, at, span.traceparent()).answer().handle((answer, failure) -> {
            var error = Optional.ofNullable(failure).map(this::describe);
            var attempt = new Attempt(
                    at,
                    since(begun),
                    error.isPresent() ? Optional.empty() : Optional.of(answer.status()),
                    error,
                    error.isPresent() ? Optional.empty() : answer.retryAfter(at));
            span.end(attempt);
            return attempt;
        });
    }

    private String describe(Throwable failure) {
        return failure instanceof RefusedTargetException
                ? "The URL " + failure.getMessage()
                : AttemptErrors.describe(failure, timeout);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private HttpExchange exchange(Delivery delivery, Instant at, Optional<String> traceparent) {
        var payload = delivery.payload().getBytes(StandardCharsets.UTF_8);
        var signature = Signature.of(secrets.live(delivery.endpoint()), delivery.event(), at.getEpochSecond(), payload);
        var exchange = new HttpExchange(vertx, timeout);
        try {
            var target = targets.parse(delivery.url());
            targets.addresses(target)
                    .thenAccept(addresses -> connect(target, addresses.iterator(), exchange)
                            .onFailure(exchange::fail)
                            .onSuccess(request -> {
                                request
                                        // The owner's notation is used: the client would omit an IPv6 address's
                                        // brackets.
                                        .putHeader("host", target.uri().getRawAuthority())
                                        .putHeader("content-type", "application/json")
                                        .putHeader("user-agent", AGENT)
                                        .putHeader(ID, delivery.event())
                                        .putHeader(TIMESTAMP, Long.toString(at.getEpochSecond()))
                                        .putHeader(SIGNATURE, signature);
                                traceparent.ifPresent(place -> request.putHeader(TraceParent.HEADER, place));
                                exchange.run(request, Buffer.buffer(payload));
                            }))
                    .exceptionally(failure -> {
                        exchange.fail(failure instanceof CompletionException ? failure.getCause() : failure);
                        return null;
                    });
        } catch (RefusedTargetException e) {
            exchange.fail(e);
        }
        return exchange;
    }

    /** Connects. The next address is tried only if nothing could be sent to the one before, and time is left. */
    private Future<HttpClientRequest> connect(Target target, Iterator<InetAddress> addresses, HttpExchange exchange) {
        var uri = target.uri();
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? DEFAULT_PATH : uri.getRawPath();
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                // The connection goes to this address; the host is for the header, and for verifying the certificate.
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), addresses.next().getHostAddress()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery())
                .setFollowRedirects(false);
        return http.request(options)
                .recover(failure -> addresses.hasNext() && !exchange.isOver()
                        ? connect(target, addresses, exchange)
                        : Future.failedFuture(failure));
    }
}
