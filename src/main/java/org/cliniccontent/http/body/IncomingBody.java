package org.cliniccontent.http.body;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.cliniccontent.http.connection.ClientConnection;
import org.cliniccontent.http.connection.ClientProgress;
import org.cliniccontent.http.connection.ConnectionsConfig;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The body of one request while it comes. What a client says of its length is not believed: memory is taken for what is
 * there. Everything but the look at the clock happens on the event loop of the connection.
 */
final class IncomingBody {

    private static final double SECOND = 1e9;

    private final CompleteBodies bodies;
    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Context eventLoop;
    private final int max;
    private final ClientProgress taking;

    private final Object sender;
    private final long bodyTimeout;
    private final double bodyRate;

    private Buffer body = Buffer.buffer();
    private long started;
    private long held;
    private volatile boolean done;

    IncomingBody(CompleteBodies bodies, RoutingContext context, int max, ConnectionsConfig config) {
        this.bodies = bodies;
        this.context = context;
        this.request = context.request();
        this.eventLoop = context.vertx().getOrCreateContext();
        this.max = max;
        this.sender = bodies.senderOf(context);
        this.bodyTimeout = config.bodyTimeout().toNanos();
        this.bodyRate = config.bodyRate().asLongValue() / SECOND;
        long window = config.stallTimeout().toNanos();
        this.taking = new ClientProgress(window, (long) (config.minRate().asLongValue() * (window / SECOND)));
    }

    void read() {
        started = System.nanoTime();
        taking.start(started);
        bodies.begun(this);
        context.addEndHandler(ended -> forget());
        request.handler(this::take).endHandler(end -> complete()).exceptionHandler(failure -> gone());
        if (request.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private void take(Buffer bytes) {
        if (done) {
            return;
        }
        if (body.length() + (long) bytes.length() > max) {
            refuse(new ProblemException(
                    ProblemType.CONTENT_TOO_LARGE, "The body must be at most " + max + " bytes long"));
        } else if (!hold(body.length() + (long) bytes.length())) {
            refuse(ProblemException.unavailable("There are as many bodies on their way as there may be"));
        } else {
            taking.add(bytes.length());
            body.appendBuffer(bytes);
        }
    }

    /** The beginning of each is free: what is short never waits for what is long. */
    private boolean hold(long length) {
        long more = Math.max(0, length - BodyBudget.SMALL) - held;
        if (more > 0 && !bodies.hold(sender, more)) {
            return false;
        }
        held += more;
        return true;
    }

    private void complete() {
        if (done) {
            return;
        }
        if (ClientConnection.of(request)
                .filter(ClientConnection::hasMalformedBody)
                .isPresent()) {
            refuse(new ProblemException(ProblemType.MALFORMED_REQUEST, "The body is not framed as its header says"));
            return;
        }
        finish();
        ((RoutingContextInternal) context).setBody(body);
        context.next();
    }

    /** The client left, or took its request back: there is nobody to answer. */
    private void gone() {
        if (!done) {
            finish();
            forget();
        }
    }

    /** Called on any thread. */
    void look(long now) {
        eventLoop.runOnContext(ignored -> {
            if (!done && (taking.isStalled(now) || now - started > bodyTimeout + body.length() / bodyRate)) {
                refuse(new ProblemException(ProblemType.REQUEST_TIMEOUT, "The body did not come in time"));
            }
        });
    }

    private void refuse(ProblemException refusal) {
        finish();
        bodies.refuse(context, refusal);
    }

    private void finish() {
        done = true;
        bodies.ended(this);
    }

    private void forget() {
        body = Buffer.buffer();
        bodies.release(sender, held);
        held = 0;
    }
}
