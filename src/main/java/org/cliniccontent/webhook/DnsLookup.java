package org.cliniccontent.webhook;

import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A DNS look-up of a host by a stub resolver: it asks only the configured recursive name servers, never others that a
 * response refers to. If a name does not exist, or has no address, the next one on the search list is tried.
 */
final class DnsLookup {

    private static final int ROUNDS = 2;
    private static final int MAX_ADDRESSES = 16;

    private final DnsNameResolver queries;
    private final ResolverSettings settings;
    private final List<String> names;
    private final CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    /** True if a name server failed to respond for one of the names. */
    private volatile boolean unanswered;

    DnsLookup(DnsNameResolver queries, ResolverSettings settings, String host) {
        this.queries = queries;
        this.settings = settings;
        this.names = settings.candidates(host);
    }

    CompletableFuture<List<InetAddress>> run() {
        tryName(0);
        return result;
    }

    private void tryName(int index) {
        if (result.isDone()) {
            return;
        }
        if (index == names.size()) {
            if (unanswered) {
                result.completeExceptionally(new LookupException("the name servers do not answer"));
            } else {
                result.complete(List.of());
            }
            return;
        }
        var name = names.get(index) + '.';
        var ipv4 = query(name, DnsRecordType.A);
        var ipv6 = query(name, DnsRecordType.AAAA);
        ipv4.thenCombine(ipv6, (first, second) -> Stream.concat(first.stream(), second.stream())
                        .limit(MAX_ADDRESSES)
                        .toList())
                .whenComplete((addresses, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else if (addresses.isEmpty()) {
                        tryName(index + 1);
                    } else {
                        result.complete(addresses);
                    }
                });
    }

    /** Queries the addresses of one kind; none if no server responds. */
    private CompletableFuture<List<InetAddress>> query(String name, DnsRecordType type) {
        var addresses = new CompletableFuture<List<InetAddress>>();
        query(name, type, 0, addresses);
        return addresses;
    }

    private void query(String name, DnsRecordType type, int tries, CompletableFuture<List<InetAddress>> addresses) {
        var servers = settings.servers();
        if (tries == ROUNDS * servers.size() || result.isDone()) {
            unanswered = true;
            addresses.complete(List.of());
            return;
        }
        Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> query =
                queries.query(servers.get(tries % servers.size()), new DefaultDnsQuestion(name, type));
        query.addListener(done -> {
            try {
                if (!query.isSuccess() || !accept(query.getNow(), type, addresses)) {
                    query(name, type, tries + 1, addresses);
                }
            } catch (RuntimeException e) {
                // A server's response, whatever it is, must not leave a caller waiting.
                query(name, type, tries + 1, addresses);
            }
        });
    }

    /**
     * Checks a response.
     *
     * @return whether it is an answer, and not an error of the server's
     */
    private static boolean accept(
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope,
            DnsRecordType type,
            CompletableFuture<List<InetAddress>> addresses) {
        try {
            var response = envelope.content();
            var code = response.code();
            if (response.isTruncated()
                    || !code.equals(DnsResponseCode.NOERROR) && !code.equals(DnsResponseCode.NXDOMAIN)) {
                return false;
            }
            addresses.complete(addresses(response, type));
            return true;
        } finally {
            envelope.release();
        }
    }

    private static List<InetAddress> addresses(DnsResponse response, DnsRecordType type) {
        int length = type.equals(DnsRecordType.A) ? 4 : 16;
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
            if (record.type().equals(type)
                    && record instanceof ByteBufHolder holder
                    && holder.content().readableBytes() == length) {
                addresses.add(address(ByteBufUtil.getBytes(holder.content())));
            }
        }
        return addresses;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it has the length of an address", e);
        }
    }
}
