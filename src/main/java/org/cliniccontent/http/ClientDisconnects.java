package org.cliniccontent.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslClosedEngineException;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Set;

/**
 * Recognises failures that are caused by the client's disconnecting while its body is read, while it waits, or while it
 * is answered. They are counted, and are not errors of the service.
 */
@ApplicationScoped
public class ClientDisconnects {

    private static final String MARK = ClientDisconnects.class.getName();

    /** Messages of operating systems for failures that have no exception type of their own. */
    private static final Set<String> MESSAGES = Set.of(
            "Connection reset",
            "Connection reset by peer",
            "Broken pipe",
            "Connection was closed",
            "Connection has been closed");

    private final Counter gone;

    ClientDisconnects(MeterRegistry meters) {
        gone = Counter.builder("clinic.http.clients.gone")
                .description("Requests that failed because their client had disconnected")
                .register(meters);
    }

    /**
     * Registers the handler in front of the framework's own, which would log the failure as an error of the service.
     */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::end);
    }

    private void end(RoutingContext context) {
        if (!explains(context, context.failure())) {
            context.next();
        } else if (!context.response().ended()) {
            context.response().reset();
        }
    }

    /** Checks whether a disconnect is the only cause of a failure, and counts it if so. */
    boolean explains(RoutingContext context, Throwable failure) {
        if (!isGone(failure)) {
            return false;
        }
        if (context.get(MARK) == null) {
            context.put(MARK, Boolean.TRUE);
            gone.increment();
            Log.debugf("%s: the client has left", context.request().path());
        }
        return true;
    }

    /** Checks whether the client of a request is known to have disconnected. */
    public static boolean of(RoutingContext context) {
        return context.get(MARK) != null;
    }

    public static boolean isGone(Throwable failure) {
        boolean isGone = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                // The reset connection is the database's, not the client's.
                return false;
            }
            isGone |= cause instanceof ClientDisconnectedException
                    || cause instanceof HttpClosedException
                    || cause instanceof StreamResetException
                    || cause instanceof ClosedChannelException
                    || cause instanceof SslClosedEngineException
                    || (cause instanceof IOException
                            && cause.getMessage() != null
                            && MESSAGES.contains(cause.getMessage()));
        }
        return isGone;
    }
}
