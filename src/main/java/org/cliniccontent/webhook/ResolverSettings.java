package org.cliniccontent.webhook;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The machine's resolver settings, from {@code resolv.conf(5)} and the hosts file.
 *
 * @param search the domains in which a short name is tried
 * @param ndots the number of dots from which a name is first tried as it stands
 */
record ResolverSettings(
        List<InetSocketAddress> servers, List<String> search, int ndots, HostsFileEntriesProvider hosts) {

    static final int PORT = 53;

    private static final Path FILE = Path.of("/etc/resolv.conf");
    private static final int MAX_SERVERS = 3;
    private static final int MAX_NDOTS = 15;
    private static final String NDOTS = "ndots:";

    /**
     * Reads the settings.
     *
     * @param servers replace the machine's name servers, unless empty
     */
    static ResolverSettings read(List<InetSocketAddress> servers) {
        return of(lines(), servers, HostsFileEntriesProvider.parser().parseSilently());
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    static ResolverSettings of(List<String> lines, List<InetSocketAddress> servers, HostsFileEntriesProvider hosts) {
        List<InetSocketAddress> found = new ArrayList<>();
        List<String> search = List.of();
        int ndots = 1;
        for (String line : lines) {
            var words = List.of(line.strip().split("\\s+"));
            var values = words.subList(1, words.size());
            switch (words.get(0)) {
                case "nameserver" ->
                    values.stream().limit(1).flatMap(ResolverSettings::server).forEach(found::add);
                case "search", "domain" -> search = values;
                case "options" -> ndots = ndots(values, ndots);
                default -> {
                    // A comment, or an option that is not supported.
                }
            }
        }
        if (found.isEmpty()) {
            found.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
        }
        var asked = servers.isEmpty() ? found.subList(0, Math.min(found.size(), MAX_SERVERS)) : servers;
        return new ResolverSettings(List.copyOf(asked), search, ndots, hosts);
    }

    /** Parses an address; a name would itself need a look-up. */
    private static Stream<InetSocketAddress> server(String address) {
        boolean literal = address.matches("[0-9.]+|[0-9A-Fa-f:]+[0-9A-Fa-f:.]*(%.+)?");
        try {
            return literal ? Stream.of(new InetSocketAddress(InetAddress.getByName(address), PORT)) : Stream.empty();
        } catch (UnknownHostException e) {
            return Stream.empty();
        }
    }

    private static int ndots(List<String> options, int otherwise) {
        return options.stream()
                .filter(option -> option.matches(NDOTS + "[0-9]{1,3}"))
                .map(option -> Math.min(MAX_NDOTS, Integer.parseInt(option.substring(NDOTS.length()))))
                .reduce(otherwise, (before, last) -> last);
    }

    /** Returns the full names to try for a name, in their order. */
    List<String> candidates(String host) {
        var inDomains = search.stream()
                .map(domain -> host + '.' + domain.replaceAll("\\.$", ""))
                .filter(name -> !name.endsWith("."));
        boolean asItStandsFirst = host.chars().filter(c -> c == '.').count() >= ndots;
        return (asItStandsFirst ? Stream.concat(Stream.of(host), inDomains) : Stream.concat(inDomains, Stream.of(host)))
                .distinct()
                .toList();
    }

    /** Returns a name's addresses in the hosts file. */
    List<InetAddress> fromHostsFile(String host) {
        return Stream.of(hosts.ipv4Entries(), hosts.ipv6Entries())
                .flatMap(entries -> entries.getOrDefault(host, List.of()).stream())
                .toList();
    }
}
