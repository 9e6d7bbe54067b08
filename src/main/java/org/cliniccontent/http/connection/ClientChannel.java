package org.cliniccontent.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.channels.SocketChannel;

/** An accepted connection. It measures the bytes that its socket takes, which no handler sees. */
final class ClientChannel extends NioSocketChannel {

    /** The size of the socket's send buffer. Linux doubles it. */
    private static final int SEND_BUFFER = 131_072;

    private final ClientConnection connection;

    ClientChannel(Channel parent, SocketChannel socket, Connections connections) {
        super(parent, socket);
        // The kernel reports a buffer as writable when a third of it is free. If it could grow, an honest but slow
        // client would seem to read nothing for longer than allowed. The fixed size also bounds the memory in the
        // kernel.
        config().setSendBufferSize(SEND_BUFFER);
        this.connection = new ClientConnection(connections, this);
        pipeline().addFirst(new HandlerInsertion());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        long before = Backlog.pending(out);
        super.doWrite(out);
        connection.backlog().written(before, out);
    }

    /**
     * Inserts the {@link ClientConnection} once the server has added its own handlers: those of HTTP, or the one that
     * detects the protocol.
     */
    private final class HandlerInsertion extends ChannelInboundHandlerAdapter {

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
