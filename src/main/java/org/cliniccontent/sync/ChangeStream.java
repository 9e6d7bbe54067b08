package org.cliniccontent.sync;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import org.cliniccontent.http.connection.ClientConnection;

/**
 * A stream to one client. It reads the next stretch only when the client has taken the one before, but for what fits
 * into the buffers of the connection. Everything happens on the event loop of the connection; who is on another thread
 * leaves word there.
 */
final class ChangeStream {

    /** What is written in one go: it is copied out of the stretch, which others share. */
    private static final int PIECE = 16_384;

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final byte[] NOTHING = {};

    private enum State {
        READING,
        WRITING,
        WAITING,
        ENDED
    }

    private final ChangeStreams streams;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final StreamFormat format;
    private final long heartbeat;
    private final long end;

    /** Looked at by the timer, too. */
    private volatile State state = State.READING;

    /** When something was last written, or could not be. */
    private volatile long touched;

    private byte[] bytes = NOTHING;
    private int written;
    private SyncToken next;

    ChangeStream(ChangeStreams streams, RoutingContext request, StreamFormat format, SyncConfig config) {
        this.streams = streams;
        this.request = request.request();
        this.response = request.response();
        this.context = request.vertx().getOrCreateContext();
        this.format = format;
        this.heartbeat = config.heartbeat().toNanos();
        this.touched = System.nanoTime();
        this.end = touched
                + (long) (config.streamLifetime().toNanos()
                        * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
        request.addEndHandler(done -> forget());
    }

    void begin(Stretch first) {
        on(() -> {
            if (response.closed()) {
                forget();
                return;
            }
            ClientConnection.of(request).ifPresent(connection -> connection.leaveStallTo(request));
            response.setChunked(true);
            response.drainHandler(drained -> go());
            response.write(Buffer.buffer(format.beginning()));
            write(first);
        });
    }

    /** What was asked for. */
    void give(Stretch stretch) {
        on(() -> write(stretch));
    }

    /** What was asked for cannot be had now. */
    void refused() {
        on(() -> {
            if (format == StreamFormat.LINES) {
                abort();
            } else if (state == State.READING) {
                state = State.WAITING;
                goOn();
            }
        });
    }

    /** There may be more than there was, or an end. */
    void wake() {
        on(() -> {
            if (state == State.WAITING) {
                goOn();
            }
        });
    }

    /** There is nothing more for this client here: it has to come again. A pass is not whole then, and looks so. */
    void leave() {
        on(() -> {
            if (format == StreamFormat.EVENTS && state != State.WRITING) {
                finish();
            } else {
                abort();
            }
        });
    }

    /** Something is wrong. */
    void cut() {
        on(this::abort);
    }

    /** Whether it is time for something: called often, so it leaves word only if it is. */
    void look(long now, long stall) {
        long quiet = now - touched;
        switch (state) {
            case WRITING -> {
                if (quiet > stall) {
                    on(() -> abortIfStalled(stall));
                }
            }
            case READING, WAITING -> {
                if (format == StreamFormat.EVENTS && quiet > heartbeat) {
                    on(this::beat);
                }
                if (isOver(now)) {
                    wake();
                }
            }
            case ENDED -> {}
        }
    }

    private void on(Runnable work) {
        context.runOnContext(ignored -> {
            if (state != State.ENDED) {
                work.run();
            }
        });
    }

    private void write(Stretch stretch) {
        bytes = stretch.bytes();
        written = 0;
        next = stretch.next();
        state = State.WRITING;
        go();
    }

    /** As far as the client takes it. */
    private void go() {
        while (state == State.WRITING && !response.writeQueueFull()) {
            if (written == bytes.length) {
                bytes = NOTHING;
                state = State.WAITING;
                goOn();
                return;
            }
            int length = Math.min(PIECE, bytes.length - written);
            response.write(Buffer.buffer(length).appendBytes(bytes, written, length));
            written += length;
            touched = System.nanoTime();
        }
    }

    /** Between two stretches. */
    private void goOn() {
        if (format == StreamFormat.LINES ? next.isComplete() : isOver(System.nanoTime()) || streams.isStopping()) {
            finish();
        } else if (streams.hasMore(next)) {
            state = State.READING;
            streams.read(this, next, format);
        }
    }

    private boolean isOver(long now) {
        return format == StreamFormat.EVENTS && now - end > 0;
    }

    private void beat() {
        if (state != State.WRITING && !response.writeQueueFull()) {
            response.write(HEARTBEAT);
            touched = System.nanoTime();
        }
    }

    private void abortIfStalled(long stall) {
        if (state == State.WRITING && System.nanoTime() - touched > stall) {
            abort();
        }
    }

    /** So that it cannot be taken for a whole answer. */
    private void abort() {
        forget();
        response.reset();
    }

    private void finish() {
        forget();
        response.end();
    }

    private void forget() {
        state = State.ENDED;
        bytes = NOTHING;
        streams.ended(this);
    }
}
