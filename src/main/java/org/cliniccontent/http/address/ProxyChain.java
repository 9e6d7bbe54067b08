package org.cliniccontent.http.address;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells whom a request comes from. Each proxy adds the address that it was called from on the right; so a header is read
 * from there, and only as long as it was a trusted proxy that wrote it. What anyone else wrote is never looked at.
 * Quarkus's own proxy support takes the first element of a header, which the client may have written.
 */
public final class ProxyChain {

    /** An address with or without a port. A colon alone tells a port only from IPv4. */
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
     * @param peer who made the connection
     * @param fields the lines of the header, in their order
     * @return the first from the right that is not a trusted proxy; where the header ends or makes no sense before that,
     *     the proxy that wrote the rest
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
     * Whether the client asked by {@code https}, as the proxy says that made the connection.
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
     * Where the last element of the list before {@code end} begins. Quotes are told from the right as well: a client
     * that opens one and never closes it cannot hide in it what a proxy added.
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
