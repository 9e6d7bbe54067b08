package org.cliniccontent.webhook;

import java.net.URI;
import java.util.Locale;

/**
 * Where messages are to be sent, in a form of which there is one reading.
 *
 * @param host a name in lower case, or an address as it is written, without brackets
 * @param port the one that is dialled, whether the URL names it or not
 */
record Target(URI uri, String host, int port, boolean tls) {

    /** Host and port of a URL that was accepted: what several endpoints may have in common. */
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
