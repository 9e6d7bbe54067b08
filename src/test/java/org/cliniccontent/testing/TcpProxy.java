package org.cliniccontent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A proxy in front of a local port that simulates network failures. */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 8_192;

    /** The treatment of bytes and connections. */
    public enum Mode {
        /** Everything passes. */
        OPEN,

        /** A silent firewall: connections are accepted, and nothing arrives in either direction, not even their end. */
        SILENT,

        /** Requests arrive, but no responses: a peer that was cut off half-way, or a lost answer to a commit. */
        NO_ANSWERS,

        /** Connections are accepted, and nobody is behind them: a host that is dead or stopped. */
        HALF_OPEN,

        /** Connections are reset as soon as they are made. */
        RESET
    }

    private final InetAddress address = InetAddress.getLoopbackAddress();
    private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> half = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final int target;
    private final int port;
    private ServerSocket entrance;
    private volatile Mode mode = Mode.OPEN;
    private volatile long delayMillis;

    public TcpProxy(int target) throws IOException {
        this.target = target;
        entrance = new ServerSocket(0, 50, address);
        port = entrance.getLocalPort();
        threads.submit(this::accept);
    }

    public int port() {
        return port;
    }

    /**
     * Sets the mode for existing and new connections. A connection that lost bytes stays dead, even if the mode changes
     * again.
     */
    public void set(Mode next) {
        mode = next;
    }

    /** Delays each packet, in either direction. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /** Resets all connections; new ones follow the mode. */
    public void resetAll() throws IOException {
        for (Connection connection : connections) {
            connection.reset();
        }
    }

    /** Stops listening and closes all connections, as if the process were gone. */
    public synchronized void refuse() throws IOException {
        entrance.close();
        resetAll();
    }

    /** Listens again, on the same port. */
    public synchronized void listen() throws IOException {
        entrance = new ServerSocket(port, 50, address);
        threads.submit(this::accept);
    }

    private synchronized ServerSocket entrance() {
        return entrance;
    }

    private Void accept() throws IOException {
        var listening = entrance();
        while (!listening.isClosed()) {
            try {
                var near = listening.accept();
                threads.submit(() -> connect(near, listening));
            } catch (SocketException e) {
                // Closed: by refuse or at the end.
                return null;
            }
        }
        return null;
    }

    private Void connect(Socket near, ServerSocket listening) throws IOException {
        if (mode == Mode.RESET) {
            near.setSoLinger(true, 0);
            near.close();
            return null;
        }
        if (mode == Mode.HALF_OPEN) {
            half.add(near);
            return null;
        }
        try {
            var connection = new Connection(near, new Socket(address, target));
            connections.add(connection);
            if (listening.isClosed()) {
                // It was accepted just before nobody listened any more.
                connection.reset();
            }
            threads.submit(() -> connection.carry(connection.near, connection.far));
            return connection.carry(connection.far, connection.near);
        } catch (IOException e) {
            // Nobody is there, and so it is at this end.
            near.close();
            return null;
        }
    }

    /** The two directions of one connection. */
    private final class Connection {

        private final Socket near;
        private final Socket far;
        private volatile boolean dead;

        Connection(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        Void carry(Socket from, Socket to) throws IOException {
            try (InputStream in = from.getInputStream()) {
                var buffer = new byte[BUFFER];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
                    dead |= isLost(from);
                    if (!dead) {
                        to.getOutputStream().write(buffer, 0, length);
                    }
                }
                return null;
            } finally {
                // That the other side has gone is lost like everything else.
                if (!dead) {
                    close();
                }
            }
        }

        private boolean isLost(Socket from) {
            return mode == Mode.SILENT || (mode == Mode.NO_ANSWERS && from == far);
        }

        void reset() throws IOException {
            connections.remove(this);
            for (Socket socket : new Socket[] {near, far}) {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
        }

        void close() throws IOException {
            connections.remove(this);
            near.close();
            far.close();
        }
    }

    @Override
    public void close() throws IOException {
        entrance().close();
        for (Connection connection : connections) {
            connection.close();
        }
        for (Socket socket : half) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
