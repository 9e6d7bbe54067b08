package org.cliniccontent.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.RawHttp;

/**
 * A list that nobody has requested, although its bytes are known: they equal those of the same list for another
 * document that does not exist. Its tags and times can thus be used in a request that no cache can answer.
 */
final class SemanticsTarget {

    private static final String LIST = "document=stem-cell-therapy-for-cartilage-damage&document=";

    private final Map<String, String> values;

    /** @param known the result of {@link #known}, shared by all targets */
    SemanticsTarget(Map<String, String> known) {
        var unique = Bundles.unique();
        values = new TreeMap<>(known);
        values.put("target", "/v1/conditions?release=1&" + LIST + unique);
        values.put("current", "/v1/conditions?limit=200&" + LIST + unique);
    }

    /** Returns the values that all targets have in common. */
    static Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        var sibling = "/v1/conditions?release=1&" + LIST + Bundles.unique();
        known.put("tag", tag(RawHttp.get(sibling)));
        known.put("gzip-tag", tag(RawHttp.get(sibling, "Accept-Encoding: gzip")));
        known.put("br-tag", tag(RawHttp.get(sibling, "Accept-Encoding: br")));
        var published = Instant.parse(
                Api.json("/v1/releases/1").at("/release/publishedAt").asText());
        addDates(known, "date", published);
        addDates(known, "earlier", published.minusSeconds(1));
        addDates(known, "ahead", published.plusSeconds(1_000_000_000L));
        return known;
    }

    private static String tag(RawHttp.Answer answer) {
        return answer.field("ETag").get(0);
    }

    private static void addDates(Map<String, String> values, String name, Instant instant) {
        values.put(name, format("EEE, dd MMM yyyy HH:mm:ss 'GMT'", instant));
        values.put(name + "-850", format("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", instant));
        values.put(name + "-asctime", format("EEE MMM ppd HH:mm:ss yyyy", instant));
    }

    private static String format(String pattern, Instant instant) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(instant.atOffset(ZoneOffset.UTC));
    }

    String fill(String text) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace('{' + value.getKey() + '}', value.getValue());
        }
        return filled;
    }

    /**
     * Sends a request.
     *
     * @param request its lines; content may follow after an empty one
     */
    RawHttp.Answer send(List<String> request) {
        var lines = new ArrayList<>(request);
        lines.add(1, "Connection: close");
        return RawHttp.send(fill(String.join("\r\n", lines)) + (lines.contains("") ? "" : "\r\n\r\n"));
    }
}
