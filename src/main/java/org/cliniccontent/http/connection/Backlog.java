package org.cliniccontent.http.connection;

import io.netty.channel.ChannelOutboundBuffer;

/**
 * The bytes that are queued for one client: in the channel, in front of it, and for HTTP/2 behind the flow-control
 * windows of its streams. Only its event loop writes it.
 */
final class Backlog {

    private final OutboundBudget budget;
    private final ClientProgress socket;
    private final Runnable cut;

    private long inChannel;
    private long queued;
    private long behindWindows;

    /** The total. Other threads read it in search of the connection that has made no progress for the longest time. */
    private volatile long bytes;

    private volatile long progress = System.nanoTime();
    private volatile boolean isCut;
    private boolean cleared;

    /** @param cut closes the connection, called on any thread */
    Backlog(Connections connections, Runnable cut) {
        this.budget = connections.budget();
        this.socket = new ClientProgress(
                connections.limits().stallTimeout(), connections.limits().leastInStallTimeout());
        this.cut = cut;
    }

    /**
     * Returns the pending bytes without Netty's overhead per entry and without the part of the first entry that the
     * socket has already taken.
     */
    static long pending(ChannelOutboundBuffer out) {
        return out.isEmpty() ? 0 : Math.max(1, out.totalPendingWriteBytes() - out.currentProgress());
    }

    /** Updates the counts after a write to the socket. */
    void written(long before, ChannelOutboundBuffer out) {
        long after = pending(out);
        if (after == 0 && inChannel == 0) {
            socket.add(before);
            return;
        }
        if (after < before) {
            socket.add(before - after);
            progress = System.nanoTime();
        }
        long change = after - inChannel;
        inChannel = after;
        changed(change);
    }

    void queue(long more) {
        queued += more;
        changed(more);
    }

    void behindWindows(long more) {
        behindWindows += more;
        if (more < 0) {
            progress = System.nanoTime();
        }
        changed(more);
    }

    /** Drops all counts when the connection has ended. */
    void clear() {
        long gone = bytes;
        changed(-gone);
        cleared = true;
        inChannel = 0;
        queued = 0;
        behindWindows = 0;
    }

    private void changed(long change) {
        if (change == 0 || cleared) {
            return;
        }
        long before = bytes;
        long now = before + change;
        bytes = now;
        if (before == 0) {
            progress = System.nanoTime();
            socket.start(progress);
            budget.begin(this);
        } else if (now == 0) {
            budget.end(this);
        }
        budget.change(change);
    }

    /** Checks whether the client has stopped reading bytes that the socket could send. */
    boolean isStalled(long now) {
        if (inChannel + queued == 0) {
            socket.start(now);
            return false;
        }
        return socket.isStalled(now);
    }

    boolean isEmpty() {
        return inChannel + queued + behindWindows == 0;
    }

    long bytes() {
        return bytes;
    }

    long progress() {
        return progress;
    }

    boolean isCut() {
        return isCut;
    }

    void cut() {
        if (!isCut) {
            isCut = true;
            cut.run();
        }
    }
}
