package org.cliniccontent.webhook;

import java.net.URI;
import java.util.Locale;

/**
 * The target of messages, in an unambiguous form.
 *
 * @param host a name in lower case, or a literal address without brackets
 * @param port the port to connect to, whether or not the URL names it
 */
record Target(URI uri, String host, int port, boolean tls) {

    /** Returns the host and port of an accepted URL, which several endpoints may share. */
    static String authority(String url) {
        var lower = url.toLowerCase(Locale.ROOT);
        int begin = lower.indexOf("//") + 2;
        int end = begin;
        while (end < lower.length() && "/?#".indexOf(lower.charAt(end)) < 0) {
            end++;
        }
        var authority = lower.substring(begin, end);
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        return hasPort ? authority : authority + (lower.startsWith("https:") ? ":443" : ":80");
    }
}
