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
 * A stream to one client. It reads the next chunk only when the client has received the previous one, except for what
 * fits into the connection's buffers. Everything happens on the connection's event loop; other threads send tasks
 * there.
 */
final class ChangeStream {

    /** The size of one write: it is copied out of the chunk, which other streams share. */
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

    /** The state. The timer reads it, too. */
    private volatile State state = State.READING;

    /** The time of the last write, or of the last attempt that had to wait. */
    private volatile long touched;

    /** The current chunk and the part of it that is written; null between two chunks. */
    private StreamChunk chunk;

    private int written;
    private boolean isGoing;
    private SyncToken next;

    /** The length of the chunk that is in memory while the stream waits for the client; otherwise 0. */
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

    /** Begins the stream after it has been registered: it may end at once. */
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
            response.drainHandler(drained -> writeAvailable());
            response.write(Buffer.buffer(format.beginning()));
            write(first);
        });
    }

    /** Receives the requested chunk. */
    void deliver(StreamChunk chunk) {
        on(() -> write(chunk));
    }

    /** Receives the refusal of the requested chunk. */
    void refused() {
        on(() -> {
            if (format == StreamFormat.LINES) {
                abort();
            } else if (state == State.READING) {
                state = State.WAITING;
                nextChunk();
            }
        });
    }

    /** Continues the stream after a release, or when it is to end. */
    void wake() {
        on(() -> {
            if (state == State.WAITING) {
                nextChunk();
            }
        });
    }

    /** Ends the stream at a checkpoint; the client must reconnect. An unfinished pass is recognisable as such. */
    void endAtCheckpoint() {
        on(() -> {
            if (format == StreamFormat.EVENTS && state != State.WRITING) {
                finish();
            } else {
                abort();
            }
        });
    }

    /** Aborts the stream after an error. */
    void cut() {
        on(this::abort);
    }

    /** Checks the timeouts. It is called often, so it sends a task to the event loop only if one has passed. */
    void checkTimeouts(long now, long stall) {
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
                    // After any failure, no state of the stream may remain.
                    forget();
                    throw e;
                }
            }
        });
    }

    private void write(StreamChunk given) {
        if (state == State.ENDED) {
            // The client disconnected with the previous write.
            return;
        }
        chunk = given;
        written = 0;
        next = given.next();
        state = State.WRITING;
        writeAvailable();
    }

    /** Writes as much as the client receives. */
    private void writeAvailable() {
        if (isGoing) {
            // If a write completes at once, the connection calls its drain handler before the write returns.
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
            held = chunk.bytes().length;
            streams.hold(chunk);
        }
    }

    private void writePiece() {
        var bytes = chunk.bytes();
        if (written == bytes.length) {
            releaseChunk();
            state = State.WAITING;
            nextChunk();
            return;
        }
        int length = Math.min(PIECE, bytes.length - written);
        var piece = Buffer.buffer(length).appendBytes(bytes, written, length);
        written += length;
        touched = System.nanoTime();
        response.write(piece);
    }

    private void releaseChunk() {
        if (held > 0) {
            held = 0;
            streams.release(chunk);
        }
        chunk = null;
    }

    /** Returns the number of bytes of a chunk that are held for a client that does not read. */
    int held() {
        return held;
    }

    /** Returns the time at which its client last received something. */
    long touched() {
        return touched;
    }

    /** Requests the next chunk, or ends the stream. */
    private void nextChunk() {
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

    /** Resets the connection, so that the response cannot be mistaken for a complete one. */
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
        releaseChunk();
        permit.release();
        streams.ended(this);
    }
}
