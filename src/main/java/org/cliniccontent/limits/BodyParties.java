package org.cliniccontent.limits;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.http.body.BodySenders;

/** Shares the memory for bodies among callers, as requests are shared. */
@ApplicationScoped
class BodyParties implements BodySenders {

    private final ConcurrencyLimits limits;

    BodyParties(ConcurrencyLimits limits) {
        this.limits = limits;
    }

    @Override
    public Object senderOf(RoutingContext context) {
        return limits.partyOf(context);
    }
}
