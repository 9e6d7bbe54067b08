package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The trace id of a request: the caller's by W3C Trace Context, else a new one. */
public final class TraceId {

    private static final String KEPT = TraceId.class.getName();
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private TraceId() {}

    /** The same however often it is asked for: what is answered, logged and recorded of a request has one. */
    public static String of(RoutingContext context) {
        String known = context.get(KEPT);
        if (known != null) {
            return known;
        }
        var id = of(context.request().getHeader("traceparent"));
        context.put(KEPT, id);
        return id;
    }

    private static String of(String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
