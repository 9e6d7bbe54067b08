package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.audit.Refusals;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.address.ClientAddresses;
import org.cliniccontent.http.address.Network;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.RateLimits;

/**
 * Holds whoever calls by a key that is bound to networks to them. A call from elsewhere counts against the address that it
 * comes from, and not against the owner's quota: whoever has stolen a key must not be able to use that up.
 */
@ApplicationScoped
class KeyNetworks {

    /** After it is known who calls, and before that counts. */
    private static final int PRIORITY = RateLimits.PRIORITY + 5;

    private final ClientAddresses addresses;
    private final RateLimits limits;
    private final Refusals refusals;
    private final ProblemWriter problems;

    KeyNetworks(ClientAddresses addresses, RateLimits limits, Refusals refusals, ProblemWriter problems) {
        this.addresses = addresses;
        this.limits = limits;
        this.refusals = refusals;
        this.problems = problems;
    }

    /**
     * The networks that a body names.
     *
     * @throws ProblemException INVALID_BODY with each that is none
     */
    static List<String> parse(JsonNode given) {
        List<String> networks = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (JsonNode each : given) {
            try {
                var network = Network.of(each.asText());
                if (!network.isCanonical()) {
                    faults.add(fault(networks, "has bits set after its prefix"));
                }
            } catch (IllegalArgumentException e) {
                faults.add(fault(networks, "must be an IP address or a range of them, such as 203.0.113.0/24"));
            }
            networks.add(each.asText());
        }
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return networks;
    }

    private static Fault fault(List<String> before, String detail) {
        return Fault.at("/networks/" + before.size(), detail);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        var caller = CurrentRequest.callerOf(context);
        if (caller.networks().isEmpty() || caller.mayCallFrom(addresses.of(context))) {
            context.next();
        } else {
            context.request().resume();
            if (limits.tryConsume(context)) {
                refuse(context);
            }
        }
    }

    private void refuse(RoutingContext context) {
        var refusal = new ProblemException(ProblemType.FORBIDDEN, "This key may not be used from this address");
        refusals.record(context, refusal).onComplete(recorded -> problems.refuse(context, refusal));
    }
}
