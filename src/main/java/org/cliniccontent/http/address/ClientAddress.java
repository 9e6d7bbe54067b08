package org.cliniccontent.http.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address. IPv4 is kept as IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2), so that both spellings of it are one.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record ClientAddress(long high, long low) {

    /** Of a peer that has no IP address, or that has gone already. */
    public static final ClientAddress UNKNOWN = new ClientAddress(0, 0);

    private static final long IPV4_MAPPED = 0xffffL;
    private static final int IPV4_BITS = 32;
    private static final int BYTES = 16;
    private static final int IPV4_BYTES = 4;

    /** An address as it is written, without a port. Nothing is looked up: a name is not an address. */
    public static Optional<ClientAddress> parse(String literal) {
        var bytes = literal == null ? null : NetUtil.createByteArrayFromIpAddressString(literal);
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(of(bytes));
    }

    /** @param bytes four of IPv4, or sixteen of IPv6 */
    public static ClientAddress of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return bytes.length == IPV4_BYTES
                ? new ClientAddress(0, IPV4_MAPPED << IPV4_BITS | Integer.toUnsignedLong(buffer.getInt()))
                : new ClientAddress(buffer.getLong(), buffer.getLong());
    }

    public boolean isIpv4() {
        return high == 0 && low >>> IPV4_BITS == IPV4_MAPPED;
    }

    /** What one client has: an IPv4 address, or the /64 of an IPv6 address, in which it can take any. */
    public ClientAddress subscriber() {
        return isIpv4() ? this : new ClientAddress(high, 0);
    }

    /** As RFC 5952 writes it; IPv4 in its own form. */
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
