package org.cliniccontent.sync;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.http.connection.ClientConnection;
import org.cliniccontent.sync.StreamPermits.Permit;

/**
 * A stream to one client. It reads the next stretch only when the client has taken the one before, but for what fits
 * into the buffers of the connection. Everything happens on the event loop of the connection; who is on another thread
 * leaves word there.
 */
final class ChangeStream {

    /** What is written in one go: it is copied out of the stretch, which others share. */
    static final int PIECE = 16_384;

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private enum State {
        READING,
        WRITING,
        WAITING,
        ENDED
    }

    private final ChangeStreams streams;
    private final Permit permit;
    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Context context;
    private final StreamFormat format;
    private final long heartbeat;
    private final long end;

    /** Looked at by the timer, too. */
    private volatile State state = State.READING;

    /** When something was last written, or could not be. */
    private volatile long touched;

    /** What is written now, and how much of it has been; null between two stretches. */
    private StreamChunk stretch;

    private int written;
    private boolean isGoing;
    private SyncToken next;

    /** How long the stretch is that is in memory while the client is waited for; else nothing. */
    private volatile int held;

    ChangeStream(ChangeStreams streams, Permit permit, RoutingContext request, StreamFormat format, SyncConfig config) {
        this.streams = streams;
        this.permit = permit;
        this.request = request;
        this.response = request.response();
        this.context = request.vertx().getOrCreateContext();
        this.format = format;
        this.heartbeat = config.heartbeat().toNanos();
        this.touched = System.nanoTime();
        this.end = touched
                + (long) (config.streamLifetime().toNanos()
                        * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }

    /** When it is known to all who look after it: it may end at once. */
    void begin(StreamChunk first) {
        RequestEnd.then(request, () -> on(this::forget));
        on(() -> {
            if (response.closed()) {
                forget();
                return;
            }
            var asked = request.request();
            ClientConnection.of(asked).ifPresent(connection -> connection.leaveStallTo(asked));
            response.setChunked(true);
            response.setWriteQueueMaxSize(PIECE);
            response.drainHandler(drained -> go());
            response.write(Buffer.buffer(format.beginning()));
            write(first);
        });
    }

    /** What was asked for. */
    void give(StreamChunk stretch) {
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
                try {
                    work.run();
                } catch (RuntimeException e) {
                    // Whatever it was, nothing of the stream may stay.
                    forget();
                    throw e;
                }
            }
        });
    }

    private void write(StreamChunk given) {
        if (state == State.ENDED) {
            // The client left with what was just written.
            return;
        }
        stretch = given;
        written = 0;
        next = given.next();
        state = State.WRITING;
        go();
    }

    /** As far as the client takes it. */
    private void go() {
        if (isGoing) {
            // Of a write that is taken at once the connection tells that it has drained, before the write returns.
            return;
        }
        isGoing = true;
        try {
            while (state == State.WRITING && !response.writeQueueFull()) {
                writePiece();
            }
        } finally {
            isGoing = false;
        }
        if (state == State.WRITING && held == 0) {
            held = stretch.bytes().length;
            streams.hold(stretch);
        }
    }

    private void writePiece() {
        var bytes = stretch.bytes();
        if (written == bytes.length) {
            letGo();
            state = State.WAITING;
            goOn();
            return;
        }
        int length = Math.min(PIECE, bytes.length - written);
        var piece = Buffer.buffer(length).appendBytes(bytes, written, length);
        written += length;
        touched = System.nanoTime();
        response.write(piece);
    }

    private void letGo() {
        if (held > 0) {
            held = 0;
            streams.release(stretch);
        }
        stretch = null;
    }

    /** How many bytes of a stretch it holds for a client that does not take them. */
    int held() {
        return held;
    }

    /** When its client last took something. */
    long touched() {
        return touched;
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
        letGo();
        permit.release();
        streams.ended(this);
    }
}
