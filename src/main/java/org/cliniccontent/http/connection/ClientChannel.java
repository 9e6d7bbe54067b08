package org.cliniccontent.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.channels.SocketChannel;

/** A connection that was accepted. It notes what its socket takes, which no handler sees. */
final class ClientChannel extends NioSocketChannel {

    /** Linux takes twice as much. */
    private static final int SEND_BUFFER = 131_072;

    private final ClientConnection connection;

    ClientChannel(Channel parent, SocketChannel socket, Connections connections) {
        super(parent, socket);
        // The kernel says that a buffer takes more when a third of it is free: in one that it lets grow, an honest
        // client
        // that is slow would seem to take nothing for longer than it may. What waits in the kernel is bounded, too.
        config().setSendBufferSize(SEND_BUFFER);
        this.connection = new ClientConnection(connections, this);
        pipeline().addFirst(new Placing());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        long before = Backlog.pending(out);
        super.doWrite(out);
        connection.backlog().written(before, out);
    }

    /** Waits until the server has put its own handlers in place: those of HTTP, or what finds out what is spoken. */
    private final class Placing extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            if (pipeline().get(HttpRequestDecoder.class) != null) {
                pipeline().addFirst(connection);
            } else {
                pipeline().addLast(connection);
            }
            pipeline().remove(this);
            pipeline().fireChannelRegistered();
        }
    }
}
