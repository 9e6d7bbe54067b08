package org.cliniccontent.http.address;

import java.util.Locale;

/**
 * A range of IP addresses in CIDR notation (RFC 4632); a single address is a range of one.
 *
 * @param prefix the number of leading bits out of 128; IPv4 prefixes begin after 96
 */
public record Network(ClientAddress address, int prefix) {

    private static final int BITS = 128;
    private static final int BEFORE_IPV4 = 96;
    private static final int HALF = 64;

    /**
     * Parses a range. Quarkus finds this method to convert configuration values.
     *
     * @throws IllegalArgumentException if it is neither an address nor a range
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        var address = ClientAddress.parse((slash < 0 ? text : text.substring(0, slash)).strip())
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT, "'%s' is not an IP address or a range of them, such as 10.0.0.0/8", text)));
        int first = address.isIpv4() ? BEFORE_IPV4 : 0;
        if (slash < 0) {
            return new Network(address, BITS);
        }
        var length = text.substring(slash + 1).strip();
        if (!length.matches("[0-9]{1,3}") || first + Integer.parseInt(length) > BITS) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' has no valid length after its slash", text));
        }
        return new Network(address, first + Integer.parseInt(length));
    }

    public boolean contains(ClientAddress other) {
        return ((address.high() ^ other.high()) & mask(prefix)) == 0
                && ((address.low() ^ other.low()) & mask(prefix - HALF)) == 0;
    }

    /** Checks whether the range is written by its first address, so that nobody takes it for a single one. */
    public boolean isCanonical() {
        return (address.high() & ~mask(prefix)) == 0 && (address.low() & ~mask(prefix - HALF)) == 0;
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= HALF ? -1L : -1L << HALF - bits;
    }
}
