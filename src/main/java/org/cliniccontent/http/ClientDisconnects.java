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
 * Knows what fails because a client has left: while its body is read, while it waits, or while it is answered. That is
 * counted, and is no error of anybody's.
 */
@ApplicationScoped
public class ClientDisconnects {

    private static final String MARK = ClientDisconnects.class.getName();

    /** What operating systems say where there is no type for it. */
    private static final Set<String> MESSAGES = Set.of(
            "Connection reset",
            "Connection reset by peer",
            "Broken pipe",
            "Connection was closed",
            "Connection has been closed");

    private final Counter gone;

    ClientDisconnects(MeterRegistry meters) {
        gone = Counter.builder("clinic.http.clients.gone")
                .description("Requests that failed because their client had left")
                .register(meters);
    }

    /** Before the framework's own handler, which would log it as a fault of ours. */
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

    /** Whether a request failed of nothing else; if so it is counted. */
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

    /** Whether it is known that nobody receives the answer. */
    public static boolean of(RoutingContext context) {
        return context.get(MARK) != null;
    }

    public static boolean isGone(Throwable failure) {
        boolean isGone = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                // It is the database's connection, then.
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
