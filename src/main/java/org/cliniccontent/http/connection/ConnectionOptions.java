package org.cliniccontent.http.connection;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** What the HTTP server itself is to hold to. */
@ApplicationScoped
class ConnectionOptions implements HttpServerOptionsCustomizer {

    /**
     * Ten times what a request may have, so that it is refused with a problem; and to the last byte that Netty takes
     * before it gives up a connection, by which compression is out of step then.
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
        // What is idle is ended by ClientConnection, which knows what waits for whom.
        options.setIdleTimeout(0);
    }
}
