package org.cliniccontent.http.connection;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Accepts the connections to one port within the limits. A connection beyond them is closed before anything is read.
 */
final class GuardedServerChannel extends NioServerSocketChannel {

    private final Connections connections;
    private final Admissions admissions;

    GuardedServerChannel(Connections connections) {
        this.connections = connections;
        this.admissions = new Admissions(connections);
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        var socket = javaChannel().accept();
        if (socket == null) {
            return 0;
        }
        try {
            var peer = connections.peer(((InetSocketAddress) socket.getRemoteAddress()).getAddress());
            if (!admissions.admit(peer)) {
                reset(socket);
                return 0;
            }
            var channel = new ClientChannel(this, socket, connections);
            channel.closeFuture().addListener(closed -> admissions.release(peer));
            accepted.add(channel);
            return 1;
        } catch (IOException | RuntimeException e) {
            // The peer has already disconnected.
            socket.close();
            return 0;
        }
    }

    private static void reset(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }
}
