package org.cliniccontent.webhook;

import java.util.List;
import java.util.stream.Stream;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.address.Network;

/**
 * The publicly reachable addresses: those outside of the ranges in the IANA's special-purpose registries (RFC 6890).
 * The JDK's own predicates know only some of these: they take fd00::1, 100.64.0.1 and 64:ff9b::7f00:1 for ordinary
 * addresses.
 */
final class PublicAddresses {

    private static final List<Network> NOT_PUBLIC_IPV4 = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by the customers of a provider
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and where clouds keep their metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /**
     * The ranges outside of 2000::/3, the only allocated one, and those within it that carry other addresses or are
     * reserved.
     */
    private static final List<Network> NOT_PUBLIC_IPV6 = networks(
            "::/3", // unspecified, loopback, IPv4-compatible, IPv4-translated, NAT64, discard
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20", // documentation
            "4000::/2", // reserved, and segment routing in 5f00::/16
            "8000::/1"); // reserved, unique local, link-local, site-local, multicast

    private PublicAddresses() {}

    /** Checks whether an address is public. An IPv4-mapped IPv6 address counts as the IPv4 address. */
    static boolean contain(ClientAddress address) {
        return (address.isIpv4() ? NOT_PUBLIC_IPV4 : NOT_PUBLIC_IPV6)
                .stream().noneMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... ranges) {
        return Stream.of(ranges).map(Network::of).toList();
    }
}
