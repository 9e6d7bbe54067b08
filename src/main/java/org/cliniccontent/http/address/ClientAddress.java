package org.cliniccontent.http.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address. IPv4 is kept as IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2), so that both notations are equal.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record ClientAddress(long high, long low) {

    /** The address of a peer without an IP address, or one that has already disconnected. */
    public static final ClientAddress UNKNOWN = new ClientAddress(0, 0);

    private static final long IPV4_MAPPED = 0xffffL;
    private static final int IPV4_BITS = 32;
    private static final int BYTES = 16;
    private static final int IPV4_BYTES = 4;

    /** Parses a literal address without a port. It never resolves names. */
    public static Optional<ClientAddress> parse(String literal) {
        var bytes = literal == null ? null : NetUtil.createByteArrayFromIpAddressString(literal);
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(of(bytes));
    }

    /**
     * Creates an address.
     *
     * @param bytes four for IPv4, or sixteen for IPv6
     */
    public static ClientAddress of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return bytes.length == IPV4_BYTES
                ? new ClientAddress(0, IPV4_MAPPED << IPV4_BITS | Integer.toUnsignedLong(buffer.getInt()))
                : new ClientAddress(buffer.getLong(), buffer.getLong());
    }

    public boolean isIpv4() {
        return high == 0 && low >>> IPV4_BITS == IPV4_MAPPED;
    }

    /**
     * Returns the range that a single client controls: an IPv4 address, or the /64 of an IPv6 address, from which it
     * can use any.
     */
    public ClientAddress subscriber() {
        return isIpv4() ? this : new ClientAddress(high, 0);
    }

    /** Formats the address by RFC 5952; IPv4 in dotted form. */
    @Override
    public String toString() {
        var bytes = isIpv4()
                ? ByteBuffer.allocate(IPV4_BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
