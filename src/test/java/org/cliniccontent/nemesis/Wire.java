package org.cliniccontent.nemesis;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a port of this machine that can be cut as by a firewall: nothing is refused, and nothing arrives. */
final class Wire implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int target;
    private volatile boolean cut;

    Wire(int target) throws IOException {
        this.target = target;
        threads.submit(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From now on bytes are lost. A connection that lost some is dead for ever. */
    void cut() {
        cut = true;
    }

    /** For connections that are made from now on. */
    void mend() {
        cut = false;
    }

    private Void accept() throws IOException {
        while (!entrance.isClosed()) {
            var near = entrance.accept();
            sockets.add(near);
            threads.submit(() -> connect(near));
        }
        return null;
    }

    private Void connect(Socket near) throws IOException {
        try {
            var far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            var connection = new Connection(near, far);
            threads.submit(() -> connection.carry(near, far));
            return connection.carry(far, near);
        } catch (ConnectException e) {
            // Nobody is there, and so it is at this end.
            near.close();
            return null;
        }
    }

    /** Both directions of one connection. */
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
                var buffer = new byte[8_192];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    dead |= cut;
                    if (!dead) {
                        to.getOutputStream().write(buffer, 0, length);
                    }
                }
                return null;
            } finally {
                // That the other side has gone is lost like everything else.
                if (!dead) {
                    near.close();
                    far.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
