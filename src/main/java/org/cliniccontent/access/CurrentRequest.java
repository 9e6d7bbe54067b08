package org.cliniccontent.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.http.log.LogFields;

/** Who makes the request that is being answered, and from where. */
@ApplicationScoped
public class CurrentRequest {

    private static final String CALLER = Caller.class.getName();

    private final CurrentVertxRequest current;

    CurrentRequest(CurrentVertxRequest current) {
        this.current = current;
    }

    public Caller caller() {
        return callerOf(routing());
    }

    public RoutingContext routing() {
        return current.getCurrent();
    }

    public static Caller callerOf(RoutingContext context) {
        Caller caller = context.get(CALLER);
        return caller == null ? Caller.ANONYMOUS : caller;
    }

    public static void setCaller(RoutingContext context, Caller caller) {
        context.put(CALLER, caller);
        LogFields.setCaller(context, caller.id());
    }
}
