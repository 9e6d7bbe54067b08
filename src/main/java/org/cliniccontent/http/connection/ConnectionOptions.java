package org.cliniccontent.http.connection;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** Options of the HTTP server. */
@ApplicationScoped
class ConnectionOptions implements HttpServerOptionsCustomizer {

    /**
     * The maximum size of a header list: ten times the service's own limit, so that too large a head is refused with a
     * problem; and the last byte that Netty accepts before it gives up a connection, because its header compression is
     * then out of step.
     */
    private static final int MAX_HEADER_LIST = 160_000;

    private final ConnectionsConfig config;

    ConnectionOptions(ConnectionsConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(config.http2Cleartext() && options.isHttp2ClearTextEnabled());
        limit(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        limit(options);
    }

    private void limit(HttpServerOptions options) {
        options.getInitialSettings()
                .setMaxConcurrentStreams(config.http2Streams())
                .setMaxHeaderListSize(MAX_HEADER_LIST);
        // ClientConnection closes idle connections, because it knows about queued bytes.
        options.setIdleTimeout(0);
    }
}
