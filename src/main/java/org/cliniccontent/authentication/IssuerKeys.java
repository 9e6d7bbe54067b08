package org.cliniccontent.authentication;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.cliniccontent.http.problem.ProblemException;

/**
 * The keys of an issuer (RFC 7517), fetched when they are needed: at first, when they are old, and when a token names
 * one that is not among them. However many tokens do so, they are not fetched more often than the configuration says.
 * jose4j's {@code HttpsJwks} does not hold that while an issuer cannot be reached: it fetches once for every caller, and
 * all of them wait in line (20 callers: 20 fetches, and the last waits for all of them).
 */
final class IssuerKeys {

    /** While the issuer cannot be reached, keys that were fetched are used for so long. */
    private static final Duration USABLE = Duration.ofDays(1);

    /** Of an answer of the issuer, in bytes. */
    private static final int MAX_BYTES = 500_000;

    /** How many requests wait for keys at a time: the threads are there for others too. */
    private static final int MAX_WAITING = 4;

    private final OidcConfig config;
    private final String issuer;
    private final Clock clock;
    private final HttpClient http;

    private final ReentrantLock fetching = new ReentrantLock();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile Fetched fetched = new Fetched(IssuerKeySet.EMPTY, Instant.EPOCH);
    private volatile Instant tried = Instant.EPOCH;

    private record Fetched(IssuerKeySet keys, Instant at) {}

    IssuerKeys(OidcConfig config, String issuer, Clock clock) {
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The keys that a token may be signed by.
     *
     * @throws ProblemException UNAVAILABLE if the keys cannot be had
     */
    List<PublicKey> find(TokenHeader token) {
        var found = fetched.keys().fitting(token);
        if (found.isEmpty() || isOlderThan(config.keysMaxAge())) {
            refresh(!found.isEmpty());
            found = fetched.keys().fitting(token);
        }
        if (isOlderThan(USABLE)) {
            throw unavailable();
        }
        return found;
    }

    private boolean isOlderThan(Duration age) {
        return !fetched.at().plus(age).isAfter(clock.instant());
    }

    /**
     * One request fetches the keys. A few others wait for it; those that have a key go on without. So do those that are too
     * many: without a key they are refused, as they would be by the time the keys are there if it is made up.
     */
    private void refresh(boolean canGoOn) {
        if (!mayFetch() || !waiting.tryAcquire()) {
            return;
        }
        try {
            if (fetching.tryLock(canGoOn ? 0 : config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    if (mayFetch()) {
                        fetch();
                    }
                } finally {
                    fetching.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.release();
        }
    }

    private boolean mayFetch() {
        return !tried.plus(config.keysMinAge()).isAfter(clock.instant());
    }

    private void fetch() {
        try {
            var uri = config.jwksUri().isPresent() ? config.jwksUri().get() : discover();
            fetched = new Fetched(IssuerKeySet.parse(get(uri)), clock.instant());
        } catch (IOException | InvalidTokenException | RuntimeException e) {
            Log.warnf("The keys of %s cannot be fetched: %s", issuer, e.getMessage());
        } finally {
            tried = clock.instant();
        }
    }

    private static ProblemException unavailable() {
        return ProblemException.unavailable("The keys of the token's issuer cannot be had");
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private URI discover() throws IOException, InvalidTokenException {
        var metadata = TokenJson.of(get(URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")));
        if (!issuer.equals(metadata.path("issuer").textValue())) {
            throw new IOException("it says that it is another issuer");
        }
        var jwks = metadata.path("jwks_uri").textValue();
        if (jwks == null || (issuer.startsWith("https:") && !jwks.startsWith("https:"))) {
            throw new IOException("it does not say where its keys are, or not by https");
        }
        return URI.create(jwks);
    }

    private byte[] get(URI uri) throws IOException {
        var request = HttpRequest.newBuilder(uri).timeout(config.timeout()).build();
        // The request's own timeout ends with the headers.
        var answer = http.sendAsync(request, head -> new BoundedBody(MAX_BYTES));
        try {
            var response = answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answers " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new IOException(uri + " does not answer within time and bounds", e);
        }
    }
}
