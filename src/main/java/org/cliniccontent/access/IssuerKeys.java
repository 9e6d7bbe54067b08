package org.cliniccontent.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.cliniccontent.http.ProblemException;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The keys of an issuer (RFC 7517), fetched when they are needed: at first, when they are old, and when a token names
 * one that is not among them. However many tokens do so, they are not fetched more often than the configuration says.
 */
final class IssuerKeys {

    /** While the issuer cannot be reached, keys that were fetched are used for so long. */
    private static final Duration USABLE = Duration.ofDays(1);

    private static final int MAX_LENGTH = 1_000_000;

    private final OidcConfig config;
    private final String issuer;
    private final Clock clock;
    private final ObjectMapper json;
    private final HttpClient http;

    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Fetched fetched = new Fetched(List.of(), Instant.EPOCH);
    private volatile Instant tried = Instant.EPOCH;

    private record Fetched(List<JsonWebKey> keys, Instant at) {}

    IssuerKeys(OidcConfig config, String issuer, Clock clock, ObjectMapper json) {
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The key that a token says it is signed by.
     *
     * @throws ProblemException UNAVAILABLE if the keys cannot be had
     */
    Optional<PublicKey> find(JsonWebSignature token) throws JoseException {
        var found = select(token);
        if (found.isEmpty() || isOlderThan(config.keysMaxAge())) {
            refresh(found.isPresent());
            found = select(token);
        }
        if (isOlderThan(USABLE)) {
            throw unavailable();
        }
        return found;
    }

    private boolean isOlderThan(Duration age) {
        return !fetched.at().plus(age).isAfter(clock.instant());
    }

    private Optional<PublicKey> select(JsonWebSignature token) throws JoseException {
        return new VerificationJwkSelector()
                .selectList(token, fetched.keys()).stream()
                        .map(JsonWebKey::getKey)
                        .filter(PublicKey.class::isInstance)
                        .map(PublicKey.class::cast)
                        .findFirst();
    }

    /** One request fetches the keys. Others wait for it, but those that can go on without. */
    private void refresh(boolean canGoOn) {
        if (!mayFetch()) {
            return;
        }
        try {
            if (!fetching.tryLock(canGoOn ? 0 : config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                if (canGoOn) {
                    return;
                }
                throw unavailable();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
        try {
            if (mayFetch()) {
                fetch();
            }
        } finally {
            fetching.unlock();
        }
    }

    private boolean mayFetch() {
        return !tried.plus(config.keysMinAge()).isAfter(clock.instant());
    }

    private void fetch() {
        try {
            var uri = config.jwksUri().isPresent() ? config.jwksUri().get() : discover();
            fetched = new Fetched(new JsonWebKeySet(get(uri)).getJsonWebKeys(), clock.instant());
        } catch (IOException | JoseException | IllegalArgumentException e) {
            Log.warnf("The keys of %s cannot be fetched: %s", issuer, e);
        } finally {
            tried = clock.instant();
        }
    }

    private static ProblemException unavailable() {
        return ProblemException.unavailable("The keys of the token's issuer cannot be had");
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private URI discover() throws IOException {
        var metadata =
                json.readTree(get(URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")));
        if (!metadata.path("issuer").asText().equals(issuer)) {
            throw new IOException("it says that it is the issuer " + metadata.path("issuer"));
        }
        JsonNode jwks = metadata.path("jwks_uri");
        if (!jwks.isTextual()) {
            throw new IOException("it does not say where its keys are");
        }
        return URI.create(jwks.asText());
    }

    private String get(URI uri) throws IOException {
        var request = HttpRequest.newBuilder(uri).timeout(config.timeout()).build();
        // The request's own timeout ends with the headers.
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            var response = answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200 || response.body().length() > MAX_LENGTH) {
                throw new IOException("%s answers %d".formatted(uri, response.statusCode()));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new IOException("%s does not answer".formatted(uri), e);
        }
    }
}
