package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The service from a partner's point of view. */
public class Service {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String key;
    private long atLeast;

    public Service(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** Creates another client of the same service. */
    protected Service(Service other) {
        this(other.url, other.key);
    }

    /** The service asked to retry later. */
    static final class Busy extends IOException {

        private static final long serialVersionUID = 1;

        final Duration retryAfter;

        Busy(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }
    }

    /** The service no longer has the history that a token is from. */
    public static final class Restart extends Exception {

        private static final long serialVersionUID = 1;

        Restart(String message) {
            super(message);
        }
    }

    /** The service refused the request; a retry would not help. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Requires every later response to be at least at this release: a replica that has not received it looks for it, or
     * is busy.
     */
    final void requireAtLeast(long release) {
        atLeast = release;
    }

    /**
     * Returns the body of a response.
     *
     * @throws IOException if there is none: retry
     */
    public InputStream get(String path, String accept) throws IOException, InterruptedException, Restart {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", accept)
                .header("Content-Release-Min", Long.toString(atLeast))
                .timeout(PATIENCE)
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (var body = response.body()) {
            throw refusal(response, JSON.readTree(body));
        }
    }

    private static IOException refusal(HttpResponse<?> response, JsonNode problem) throws Restart {
        int status = response.statusCode();
        if (status == 410 && problem.path("type").asText().equals("/problems/sync-restart")) {
            throw new Restart(problem.path("detail").asText());
        }
        if (status == 429 || status >= 500) {
            long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
            return new Busy(problem.toString(), Duration.ofSeconds(seconds));
        }
        throw new Refused(problem.toString());
    }

    final Digest digest(long release) throws IOException, InterruptedException, Restart {
        try (var body = get("/v1/digest?release=" + release, Transport.JSON_TYPE)) {
            return JSON.readValue(body, Digest.class);
        }
    }
}
