package org.cliniccontent.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** A name server in an operator's notation: {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code [2001:db8::53]:53}. */
public record NameServer(InetSocketAddress address) {

    /**
     * Parses an address. Quarkus finds this method to convert configuration values.
     *
     * @throws IllegalArgumentException if it is not an address with or without a port
     */
    public static NameServer of(String text) {
        boolean hasPort = text.lastIndexOf(':') > text.lastIndexOf(']')
                && (text.startsWith("[") || text.indexOf(':') == text.lastIndexOf(':'));
        int colon = hasPort ? text.lastIndexOf(':') : text.length();
        var host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        var bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            throw new IllegalArgumentException("not the address of a name server: " + text);
        }
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : ResolverSettings.PORT;
            return new NameServer(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
