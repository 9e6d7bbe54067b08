package org.cliniccontent.http.address;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Determines the client's address from a forwarding header. Each proxy appends the address of its peer on the right, so
 * the header is read from the right, and only as far as trusted proxies wrote it. Anything else in it is ignored.
 * Quarkus's own proxy support takes the first element of a header, which the client may have written.
 */
public final class ProxyChain {

    /** An address with or without a port. A single colon separates a port only from an IPv4 address. */
    private static final Pattern NODE = Pattern.compile(
            "\\[(?<six>[0-9a-fA-F:.]+)](:[0-9]{1,5})?|(?<four>[0-9.]+)(:[0-9]{1,5})?|(?<bare>[^\\[\\]]*)");

    private static final Pattern FOR =
            Pattern.compile("(?i)\\s*for\\s*=\\s*(?:\"(?<quoted>[^\"\\\\]*)\"|(?<token>[^\"\\s]*))\\s*");

    private static final Pattern PROTO =
            Pattern.compile("(?i)\\s*proto\\s*=\\s*(?:\"(?<quoted>[a-z]*)\"|(?<token>[a-z]*))\\s*");

    private final List<Network> trusted;
    private final ProxyHeader header;

    public ProxyChain(List<Network> trusted, ProxyHeader header) {
        this.trusted = List.copyOf(trusted);
        this.header = header;
    }

    public boolean trusts(ClientAddress address) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Determines the client's address.
     *
     * @param peer the address of the connection
     * @param fields the lines of the header, in their order
     * @return the first address from the right that is not a trusted proxy; if the header ends or is malformed before
     *     that, the proxy that wrote the rest
     */
    public ClientAddress client(ClientAddress peer, List<String> fields) {
        var hop = peer;
        var list = String.join(",", fields);
        for (int end = list.length(); end >= 0 && trusts(hop); ) {
            int start = startOfLast(list, end, ',');
            var claimed = claimed(list.substring(start, end));
            if (claimed.isEmpty()) {
                return hop;
            }
            hop = claimed.get();
            end = start - 1;
        }
        return hop;
    }

    /**
     * Checks whether the client used {@code https}, according to the proxy that made the connection.
     *
     * @param fields the lines of {@code Forwarded} or {@code X-Forwarded-Proto}
     */
    boolean isSecure(List<String> fields) {
        var list = String.join(",", fields);
        var last = list.substring(startOfLast(list, list.length(), ',')).strip();
        return header == ProxyHeader.FORWARDED ? isForwardedSecurely(last) : last.equalsIgnoreCase("https");
    }

    private static boolean isForwardedSecurely(String element) {
        for (int end = element.length(); end >= 0; ) {
            int start = startOfLast(element, end, ';');
            var matcher = PROTO.matcher(element.substring(start, end));
            if (matcher.matches()) {
                var proto = matcher.group("quoted") == null ? matcher.group("token") : matcher.group("quoted");
                return proto.equalsIgnoreCase("https");
            }
            end = start - 1;
        }
        return false;
    }

    private Optional<ClientAddress> claimed(String element) {
        return header == ProxyHeader.FORWARDED ? forwardedFor(element) : node(element.strip());
    }

    private static Optional<ClientAddress> forwardedFor(String element) {
        Optional<ClientAddress> found = Optional.empty();
        for (int end = element.length(); end >= 0; ) {
            int start = startOfLast(element, end, ';');
            var matcher = FOR.matcher(element.substring(start, end));
            if (matcher.matches()) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = node(matcher.group("quoted") == null ? matcher.group("token") : matcher.group("quoted"));
            }
            end = start - 1;
        }
        return found;
    }

    private static Optional<ClientAddress> node(String text) {
        var matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var literal = matcher.group("six") != null
                ? matcher.group("six")
                : matcher.group("four") != null ? matcher.group("four") : matcher.group("bare");
        return ClientAddress.parse(literal);
    }

    /**
     * Returns the start of the last element of the list before {@code end}. Quotes are matched from the right as well:
     * a client that opens one without closing it cannot hide an element that a proxy added.
     */
    private static int startOfLast(String list, int end, char separator) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = list.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                return i + 1;
            }
        }
        return 0;
    }
}
