package org.cliniccontent.http.connection;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;
import org.jboss.logging.Logger;

/** A transport that makes every Vert.x server accept connections through a {@link GuardedServerChannel}. */
public final class ConnectionTransport implements VertxServiceProvider {

    private static final Logger LOG = Logger.getLogger(ConnectionTransport.class);

    /**
     * The JDK's property against TLS renegotiation, read once. Renegotiation, which exists before TLS 1.3, costs a
     * server far more than the client.
     */
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    @Override
    public void init(VertxBuilder builder) {
        if (System.getProperty(REJECT_RENEGOTIATION) == null) {
            System.setProperty(REJECT_RENEGOTIATION, "true");
        }
        if (builder.findTransport() instanceof JDKTransport) {
            Connections.start().map(Guarded::new).ifPresent(builder::findTransport);
        } else {
            LOG.warn("With a native transport the limits of clinic.connections do not hold");
        }
    }

    private static final class Guarded extends JDKTransport {

        private final Connections connections;

        Guarded(Connections connections) {
            this.connections = connections;
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return domainSocket ? super.serverChannelFactory(true) : () -> new GuardedServerChannel(connections);
        }
    }
}
