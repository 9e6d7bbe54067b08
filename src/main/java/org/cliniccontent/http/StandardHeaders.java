package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** The headers of every response: its date, and instructions for browsers. All values are computed once. */
@Singleton
public class StandardHeaders {

    /**
     * The policy for content that browsers need not render, as nearly all content: it loads nothing, and may not be
     * framed.
     */
    public static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /**
     * The policy for the page that shows the contract, its scripts and styles. The hashes are those of the two scripts
     * within the page; a test compares them.
     */
    static final String CONTRACT_PAGE =
            "default-src 'none'; script-src 'self' 'sha256-Bc4MCmo3eDPvU16BhBcWMZUgDqc1e/UzzwdDbpYruPU=' 'sha256-uJpAi7Qe92iDSKUNMlVMdZItlmlxbm4L0LTlD+2HCQ8='; "
                    + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The policy for the pages of problems: links, and one style by its hash, which a test compares. */
    static final String PROBLEM_PAGE =
            "default-src 'none'; style-src 'sha256-tw+41LpvQiHKR55S5mLjhMESmig4Bo1ORjkMyV8lxbw='; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String CONTRACT_PATH = "/q/swagger-ui";
    private static final String PROBLEM_PATH = "/problems";

    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_GUESSING = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NOTHING_VALUE = HttpHeaders.createOptimized(NOTHING);
    private static final CharSequence CONTRACT_PAGE_VALUE = HttpHeaders.createOptimized(CONTRACT_PAGE);
    private static final CharSequence PROBLEM_PAGE_VALUE = HttpHeaders.createOptimized(PROBLEM_PAGE);
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence PERMISSIONS_POLICY = HttpHeaders.createOptimized("Permissions-Policy");
    private static final CharSequence NO_DEVICES =
            HttpHeaders.createOptimized("camera=(), geolocation=(), microphone=()");
    private static final CharSequence RESOURCE_POLICY = HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");
    private static final CharSequence CROSS_ORIGIN = HttpHeaders.createOptimized("cross-origin");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
    private static final CharSequence TRANSPORT_SECURITY = HttpHeaders.createOptimized("Strict-Transport-Security");

    private final DateHeader date;
    private final RequestOrigin origin;

    /** The value of {@code Strict-Transport-Security}, or null if it is disabled. */
    private final CharSequence secure;

    StandardHeaders(DateHeader date, RequestOrigin origin, HeadersConfig config) {
        this.date = date;
        this.origin = origin;
        long seconds = config.hstsMaxAge().toSeconds();
        this.secure = seconds == 0 ? null : HttpHeaders.createOptimized("max-age=" + seconds);
    }

    void addTo(RoutingContext context) {
        var request = context.request();
        var uri = request.uri();
        var headers = context.response()
                .headers()
                .set(HttpHeaders.DATE, date.now())
                .set(CONTENT_TYPE_OPTIONS, NO_GUESSING)
                .set(CONTENT_SECURITY_POLICY, securityPolicy(request.uri()))
                .set(REFERRER_POLICY, NO_REFERRER)
                .set(PERMISSIONS_POLICY, NO_DEVICES)
                // Public responses may be embedded by any page, others only by the service's own.
                .set(
                        RESOURCE_POLICY,
                        request.headers().contains(HttpHeaders.AUTHORIZATION) ? SAME_ORIGIN : CROSS_ORIGIN);
        if (secure != null && origin.isSecure(context)) {
            headers.set(TRANSPORT_SECURITY, secure);
        }
    }

    private static CharSequence securityPolicy(String uri) {
        if (uri == null || uri.startsWith("/v1")) {
            return NOTHING_VALUE;
        }
        return uri.startsWith(CONTRACT_PATH)
                ? CONTRACT_PAGE_VALUE
                : uri.startsWith(PROBLEM_PATH) ? PROBLEM_PAGE_VALUE : NOTHING_VALUE;
    }
}
