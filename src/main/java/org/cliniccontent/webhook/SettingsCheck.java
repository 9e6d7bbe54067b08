package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.Faults;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.SchemaCheck;
import org.cliniccontent.http.StrictJson;
import org.cliniccontent.release.ContentTypes;

/** Takes what an owner says of an endpoint, or says what is wrong with it. */
@ApplicationScoped
class SettingsCheck {

    private static final SchemaCheck SCHEMA = SchemaCheck.of(EndpointSettings.SCHEMA);

    private final Targets targets;
    private final ContentTypes types;

    SettingsCheck(Targets targets, ContentTypes types) {
        this.targets = targets;
        this.types = types;
    }

    /**
     * What is wrong with the URL that a body has, if it has one. It looks the host up in the network: never within a
     * transaction.
     */
    List<Fault> faultsOfUrl(JsonNode body) {
        var url = body.path(EndpointSettings.URL);
        if (!url.isTextual()) {
            return List.of();
        }
        try {
            targets.addresses(targets.parse(url.textValue()));
            return List.of();
        } catch (RefusedTargetException e) {
            return List.of(Fault.at('/' + EndpointSettings.URL, e.getMessage()));
        }
    }

    /**
     * @param found what is wrong with it already
     * @throws ProblemException INVALID_BODY with every fault
     */
    EndpointSettings read(JsonNode body, List<Fault> found) {
        List<Fault> faults = new Faults();
        faults.addAll(SCHEMA.faults(body));
        faults.addAll(found);
        faults.addAll(faultsOfEntityTypes(body.path(EndpointSettings.ENTITY_TYPES)));
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return EndpointSettings.of(body);
    }

    private List<Fault> faultsOfEntityTypes(JsonNode given) {
        var known = types.descriptions().map(type -> type.name()).toList();
        List<Fault> faults = new Faults();
        for (int i = 0; given.isArray() && i < given.size(); i++) {
            if (given.get(i).isTextual() && !known.contains(given.get(i).textValue())) {
                faults.add(Fault.at(
                        "/%s/%d".formatted(EndpointSettings.ENTITY_TYPES, i),
                        "is not a type of entity; these are: " + String.join(", ", known)));
            }
        }
        return faults;
    }
}
