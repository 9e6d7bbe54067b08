package org.cliniccontent.webhook;

import io.netty.util.NetUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.address.Network;

/**
 * Prevents webhooks from reaching networks that are not public. The policy checks addresses, so a sender must connect
 * to one that {@link #addresses} returned for this attempt, and must not resolve the name again: HTTP clients resolve a
 * name when they connect, after any check of it.
 */
@ApplicationScoped
class TargetPolicy {

    private static final int MAX_LENGTH = 2000;
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private static final Pattern OCTETS = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private static final Pattern MAPPED = Pattern.compile("::ffff:[0-9.]+");

    /**
     * Labels of letters, digits and inner hyphens; the last begins with a letter, which no notation of a number does.
     */
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Resolver resolver;
    private final List<Network> allowed;

    TargetPolicy(Resolver resolver, WebhooksConfig config) {
        this.resolver = resolver;
        this.allowed = config.allowedNetworks().orElse(List.of());
    }

    /**
     * Parses a URL without resolving its host.
     *
     * @throws RefusedTargetException if it is ambiguous or not a URL
     */
    Target parse(String url) {
        var uri = uri(url);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            throw new RefusedTargetException("must begin with https://");
        }
        var authority = uri.getRawAuthority();
        if (authority != null && authority.contains("@")) {
            throw new RefusedTargetException("must not contain a user name or a password");
        }
        if (uri.getRawFragment() != null) {
            throw new RefusedTargetException("must not have a fragment");
        }
        if (authority == null || uri.getHost() == null || authority.endsWith(":")) {
            throw notCanonical();
        }
        int port = uri.getPort() < 0 ? tls ? HTTPS_PORT : HTTP_PORT : uri.getPort();
        if (port < 1 || port > MAX_PORT) {
            throw new RefusedTargetException("must have a port from 1 to " + MAX_PORT);
        }
        return new Target(uri, host(uri.getHost()), port, tls);
    }

    private static URI uri(String url) {
        if (url.length() > MAX_LENGTH) {
            throw new RefusedTargetException(
                    String.format(Locale.ROOT, "must be at most %d characters long", MAX_LENGTH));
        }
        if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new RefusedTargetException("must be in ASCII without spaces: a host name with other letters in its "
                    + "xn-- form (Punycode), the rest percent-encoded");
        }
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new RefusedTargetException("is not a URI (RFC 3986)");
        }
    }

    private static String host(String written) {
        var host = written.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            var literal = host.substring(1, host.length() - 1);
            // Zone ids refer to this machine's own interfaces. Of addresses with dotted decimals only IPv4-mapped ones
            // are unambiguous.
            boolean plain = !literal.contains("%")
                    && (!literal.contains(".") || MAPPED.matcher(literal).matches());
            if (!plain || !NetUtil.isValidIpV6Address(literal)) {
                throw notCanonical();
            }
            return literal;
        }
        boolean address = OCTETS.matcher(host).matches() && NetUtil.isValidIpV4Address(host);
        if (!address && (host.length() > MAX_HOST || !NAME.matcher(host).matches())) {
            throw notCanonical();
        }
        return host;
    }

    private static RefusedTargetException notCanonical() {
        return new RefusedTargetException("must name a host in its plain form: letters, digits and hyphens between "
                + "single full stops, or an address such as 192.0.2.1 or [2001:db8::1]");
    }

    /**
     * Resolves the host without blocking, and returns the permitted addresses, at least one.
     *
     * @return fails with a {@link RefusedTargetException} if there is none, or one that is not permitted, and with a
     *     {@link LookupException} if no name server answers
     */
    CompletableFuture<List<InetAddress>> addresses(Target target) {
        return resolve(target.host()).thenApply(addresses -> checked(target, addresses));
    }

    private List<InetAddress> checked(Target target, List<InetAddress> addresses) {
        boolean inside = !addresses.isEmpty() && addresses.stream().allMatch(this::isAllowed);
        if (!target.tls() && !inside) {
            throw new RefusedTargetException("must begin with https://");
        }
        boolean dialled =
                addresses.stream().allMatch(address -> isAllowed(address) || PublicAddresses.contain(of(address)));
        if (addresses.isEmpty() || !dialled) {
            throw notPublic();
        }
        return List.copyOf(addresses);
    }

    private CompletableFuture<List<InetAddress>> resolve(String host) {
        var literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return resolver.resolve(host);
        }
        try {
            return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it has the length of an address", e);
        }
    }

    /** Returns the same message whether or not the name exists, so that names inside of a network are not revealed. */
    private static RefusedTargetException notPublic() {
        return new RefusedTargetException("names a host that has no address, or one that is not public");
    }

    private boolean isAllowed(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(of(address)));
    }

    private static ClientAddress of(InetAddress address) {
        return ClientAddress.of(address.getAddress());
    }
}
