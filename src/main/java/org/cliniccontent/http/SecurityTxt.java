package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Serves the contact for reporting a vulnerability (RFC 9116), to everyone, even where reads are not public. */
@ApplicationScoped
class SecurityTxt {

    static final String PATH = "/.well-known/security.txt";

    /** The priority after the request limits. */
    private static final int PRIORITY = 880;

    /**
     * The lifetime, less than a year as the RFC recommends. A service that runs for longer announces a new date each
     * day.
     */
    private static final Duration LIFETIME = Duration.ofDays(180);

    private static final Set<String> CONTACT_SCHEMES = Set.of("mailto", "https", "tel");

    private final List<URI> contacts;
    private final List<URI> canonical;
    private final List<String> languages;
    private final Clock clock;

    SecurityTxt(SecurityTxtConfig config, Clock clock) {
        this.contacts = config.contact().orElse(List.of());
        this.canonical = config.canonical().orElse(List.of());
        this.languages = config.preferredLanguages();
        this.clock = clock;
        require("contact", contacts, CONTACT_SCHEMES);
        require("canonical", canonical, Set.of("https"));
    }

    private static void require(String key, List<URI> uris, Set<String> schemes) {
        for (URI uri : uris) {
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
                throw new IllegalStateException("clinic.security-txt." + key + " must be a URI with one of the schemes "
                        + schemes + ", not " + uri);
            }
        }
    }

    void register(@Observes Filters filters) {
        if (!contacts.isEmpty()) {
            filters.register(this::answer, PRIORITY);
        }
    }

    private void answer(RoutingContext context) {
        var request = context.request();
        boolean isRead = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        if (!isRead || !request.path().equals(PATH)) {
            context.next();
            return;
        }
        RequestFlow.resume(context);
        var text = text();
        var response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=86400")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(text.length()));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(text);
        }
    }

    private String text() {
        var text = new StringBuilder();
        contacts.forEach(contact -> add(text, "Contact", contact.toASCIIString()));
        add(
                text,
                "Expires",
                clock.instant().truncatedTo(ChronoUnit.DAYS).plus(LIFETIME).toString());
        add(text, "Preferred-Languages", String.join(", ", languages));
        canonical.forEach(uri -> add(text, "Canonical", uri.toASCIIString()));
        return text.toString();
    }

    private static void add(StringBuilder text, String field, String value) {
        text.append(field).append(": ").append(value).append("\r\n");
    }
}
