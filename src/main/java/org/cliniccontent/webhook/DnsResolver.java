package org.cliniccontent.webhook;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A resolver that follows the operating system's rules: the hosts file, then the name servers, search domains and
 * {@code ndots} of {@code resolv.conf}. Unlike the system's functions it blocks no thread while a name server is
 * silent, and distinguishes silence from a name that does not exist.
 */
@ApplicationScoped
class DnsResolver implements Resolver {

    private static final long QUERY_MILLIS = 1_000;
    private static final long SETTINGS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A top-level domain that never exists (RFC 6761), so no name server needs to be asked. */
    private static final String INVALID = "invalid";

    private static final String LOCALHOST = "localhost";

    private final Duration timeout;
    private final List<InetSocketAddress> servers;
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("webhook-dns", true));
    private final DnsNameResolver queries;
    private volatile Known known;

    DnsResolver(WebhooksConfig config) {
        this.timeout = config.lookupTimeout();
        this.servers = config.nameServers().orElse(List.of()).stream()
                .map(NameServer::address)
                .toList();
        this.queries = new DnsNameResolverBuilder(loops.next())
                .datagramChannelType(NioDatagramChannel.class)
                // TCP is for responses that do not fit into a datagram.
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_MILLIS)
                // Queries without options, like the C library's: some servers do not answer others.
                .optResourceEnabled(false)
                .build();
        this.known = new Known(ResolverSettings.read(servers), System.nanoTime());
    }

    /** The resolver settings of the machine when they were read; they may change while the service runs. */
    private record Known(ResolverSettings settings, long readAt) {}

    @Override
    public CompletableFuture<List<InetAddress>> resolve(String host) {
        var settings = settings();
        var local = settings.fromHostsFile(host);
        if (!local.isEmpty()) {
            return CompletableFuture.completedFuture(local);
        }
        if (isIn(host, INVALID)) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (isIn(host, LOCALHOST)) {
            return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
        }
        return lookUp(settings, host);
    }

    CompletableFuture<List<InetAddress>> lookUp(ResolverSettings settings, String host) {
        return new DnsLookup(queries, settings, host)
                .run()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException ? new LookupException("no answer in time") : failure));
    }

    private static boolean isIn(String host, String domain) {
        return host.equals(domain) || host.endsWith('.' + domain);
    }

    private ResolverSettings settings() {
        var last = known;
        if (System.nanoTime() - last.readAt() > SETTINGS_NANOS) {
            last = new Known(ResolverSettings.read(servers), System.nanoTime());
            known = last;
        }
        return last.settings();
    }

    @PreDestroy
    void stop() {
        queries.close();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
