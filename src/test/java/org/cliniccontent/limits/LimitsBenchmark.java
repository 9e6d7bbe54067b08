package org.cliniccontent.limits;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.time.Duration;
import java.util.List;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.address.Network;
import org.cliniccontent.http.address.ProxyChain;
import org.cliniccontent.http.address.ProxyHeader;

/** A benchmark of counting a request, and of the memory per address. Run its main; it is no test. */
final class LimitsBenchmark {

    private static final int TRACKED = 100_000;
    private static final int REQUESTS = 2_000_000;
    private static final int ROUNDS = 6;
    private static final CharSequence POLICY = HttpHeaders.createOptimized(RateLimits.POLICY);
    private static final CharSequence LIMIT = HttpHeaders.createOptimized(RateLimits.LIMIT);

    private LimitsBenchmark() {}

    public static void main(String[] arguments) {
        long before = used();
        var buckets = buckets();
        for (int i = 0; i < TRACKED; i++) {
            buckets.consume(ClientAddress.parse(address(i)).orElseThrow().subscriber());
        }
        long tracked = buckets.tracked();
        System.out.printf("%d bytes an address (%d tracked)%n", (used() - before) / tracked, tracked);
        measure("one address", buckets, List.of(), new String[] {"198.51.100.7"}, null);
        var many = new String[TRACKED / 2];
        for (int i = 0; i < many.length; i++) {
            many[i] = address(i);
        }
        measure("many addresses", buckets, List.of(), many, null);
        measure("IPv6", buckets, List.of(), new String[] {"2001:db8:0:1:0:0:0:7"}, null);
        measure(
                "behind a proxy",
                buckets,
                List.of(Network.of("10.0.0.0/8")),
                new String[] {"10.0.0.1"},
                "198.51.100.7");
    }

    private static TokenBuckets buckets() {
        return new TokenBuckets("address", 1_000_000_000L, Duration.ofSeconds(60), TRACKED, TimeMeter.SYSTEM_NANOTIME);
    }

    private static String address(int i) {
        return "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
    }

    /** Measures the filter without the framework's own work around it. */
    private static void measure(
            String what, TokenBuckets buckets, List<Network> trusted, String[] peers, String forwardedFor) {
        var chain = new ProxyChain(trusted, ProxyHeader.X_FORWARDED_FOR);
        var policy = HttpHeaders.createOptimized(buckets.advertised());
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < REQUESTS; i++) {
                var peer = ClientAddress.parse(peers[i % peers.length]).orElseThrow();
                var client = chain.trusts(peer) ? chain.client(peer, List.of(forwardedFor)) : peer;
                var standing = buckets.consume(client.subscriber());
                var headers = HeadersMultiMap.headers();
                headers.set(POLICY, policy);
                headers.set(LIMIT, "\"address\";r=" + standing.remaining() + ";t=" + standing.seconds());
            }
            best = Math.min(best, (double) (System.nanoTime() - start) / REQUESTS);
        }
        System.out.printf("%.0f ns a request: %s%n", best, what);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
