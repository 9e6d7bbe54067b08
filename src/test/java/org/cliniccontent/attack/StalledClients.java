package org.cliniccontent.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Clients that send requests and never read the responses. */
final class StalledClients implements AutoCloseable {

    /** The receive buffer, as small as Linux allows: the client's kernel must not take the load off the service. */
    private static final int RECEIVE_BUFFER = 2_304;

    private static final int TIMEOUT_MILLIS = 5_000;

    private final List<Socket> sockets = new ArrayList<>();

    /**
     * @param from the address of each
     * @param request the request of each; refused clients do not retry
     */
    StalledClients(int port, int count, IntFunction<String> from, IntFunction<String> request) {
        for (int i = 0; i < count; i++) {
            var socket = new Socket();
            sockets.add(socket);
            try {
                socket.setReceiveBufferSize(RECEIVE_BUFFER);
                socket.bind(new InetSocketAddress(from.apply(i), 0));
                socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
                socket.getOutputStream().write(request.apply(i).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // Refused, which is the service's right.
                close(socket);
            }
        }
    }

    /** Returns the number of clients that believe to be connected. */
    long connected() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public void close() {
        sockets.forEach(StalledClients::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
