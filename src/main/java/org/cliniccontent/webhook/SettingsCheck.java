package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;

/** Validation of an endpoint's settings. */
@ApplicationScoped
class SettingsCheck {

    private static final SchemaCheck SCHEMA = SchemaCheck.of(EndpointSettings.SCHEMA);

    private static final int LOOKUPS = 64;
    private static final int LOOKUPS_PER_OWNER = 4;
    private static final int LOOKUP_RESERVE = 8;

    private final TargetPolicy targets;
    private final ContentTypes types;
    private final OwnedEndpoints owned;
    private final SharedSlots<String> lookups = new SharedSlots<>(LOOKUPS, LOOKUPS_PER_OWNER, LOOKUP_RESERVE);

    SettingsCheck(TargetPolicy targets, ContentTypes types, OwnedEndpoints owned) {
        this.targets = targets;
        this.types = types;
        this.owned = owned;
    }

    /**
     * The check of a body's URL.
     *
     * @param unknown why the host could not be resolved, if so
     */
    record UrlCheck(List<Fault> faults, Optional<String> unknown) {

        private static final UrlCheck PASSED = new UrlCheck(List.of(), Optional.empty());
        private static final UrlCheck UNANSWERED = new UrlCheck(
                List.of(), Optional.of("The host of the URL could not be resolved: no name server answered in time"));
        private static final UrlCheck BUSY =
                new UrlCheck(List.of(), Optional.of("The hosts of your other URLs are still being resolved"));

        private static UrlCheck refused(RefusedTargetException refusal) {
            return new UrlCheck(List.of(Fault.at('/' + EndpointSettings.URL, refusal.getMessage())), Optional.empty());
        }
    }

    /**
     * Checks the URL in a body, if there is one. It resolves the host over the network, so it must not be called within
     * a transaction. An unanswered look-up blocks its request, so an owner may have only a few at a time.
     */
    UrlCheck checkUrl(JsonNode body) {
        var url = body.path(EndpointSettings.URL);
        if (!url.isTextual()) {
            return UrlCheck.PASSED;
        }
        try {
            var target = targets.parse(url.textValue());
            var owner = owned.owner();
            if (!lookups.tryAcquire(owner)) {
                return UrlCheck.BUSY;
            }
            try {
                targets.addresses(target).join();
                return UrlCheck.PASSED;
            } finally {
                lookups.release(owner);
            }
        } catch (RefusedTargetException e) {
            return UrlCheck.refused(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedTargetException refusal) {
                return UrlCheck.refused(refusal);
            }
            if (e.getCause() instanceof LookupException) {
                return UrlCheck.UNANSWERED;
            }
            throw e;
        }
    }

    /**
     * Reads the settings.
     *
     * @throws ProblemException INVALID_BODY with every fault; UNAVAILABLE if there is none, but the host could not be
     *     resolved
     */
    EndpointSettings read(JsonNode body, UrlCheck url) {
        List<Fault> faults = new Faults();
        faults.addAll(SCHEMA.faults(body));
        faults.addAll(url.faults());
        // The description is a single line for lists, unlike the descriptions in published content.
        TextRule.NAME
                .fault(body.path(EndpointSettings.DESCRIPTION).asText())
                .ifPresent(detail -> faults.add(Fault.at('/' + EndpointSettings.DESCRIPTION, detail)));
        faults.addAll(faultsOfEntityTypes(body.path(EndpointSettings.ENTITY_TYPES)));
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        if (url.unknown().isPresent()) {
            throw ProblemException.unavailable(url.unknown().get());
        }
        return EndpointSettings.of(body);
    }

    private List<Fault> faultsOfEntityTypes(JsonNode given) {
        var known = types.descriptions().map(type -> type.name()).toList();
        List<Fault> faults = new Faults();
        for (int i = 0; given.isArray() && i < given.size(); i++) {
            if (given.get(i).isTextual() && !known.contains(given.get(i).textValue())) {
                faults.add(Fault.at(
                        String.format(Locale.ROOT, "/%s/%d", EndpointSettings.ENTITY_TYPES, i),
                        "is not an entity type; the types are: " + String.join(", ", known)));
            }
        }
        return faults;
    }
}
