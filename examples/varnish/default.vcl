vcl 4.1;

# Varnish 6.1 or later in front of Clinic Content, with vmod_xkey (Debian: varnish-modules). How long something is fresh,
# and stale after that, is said by the service (max-age, stale-while-revalidate); here it is only said what Varnish would do
# otherwise. Start it with these parameters, because the service compresses by itself and serves no ranges:
#   varnishd -f default.vcl -p http_gzip_support=off -p http_range_support=off …

import xkey;

# The service is told by X-Forwarded-For who asks: set CLINIC_LIMITS_TRUSTED_PROXIES to the address of Varnish.
backend default {
    .host = "127.0.0.1";
    .port = "8080";
}

# Who may purge: whatever is told of releases.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # PURGE with Surrogate-Key: the entities that a release changed ("condition/osteoarthritis"), or "content" for all.
    # With "Purge: soft" a stale copy is served while the new one is fetched; what was withdrawn is better gone at once.
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key is missing"));
        }
        if (req.http.Purge == "soft") {
            set req.http.Purged = xkey.softpurge(req.http.Surrogate-Key);
        } else {
            set req.http.Purged = xkey.purge(req.http.Surrogate-Key);
        }
        return (synth(200, "Purged " + req.http.Purged));
    }

    # One variant for each coding that is served, and not for each spelling of the header.
    if (req.http.Accept-Encoding ~ "(?i)\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "(?i)\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }

    # The service knows no cookies, and with one nothing would be answered from the cache.
    unset req.http.Cookie;
    # Requests with Authorization are passed on and their answers not stored: that is Varnish's own rule, which follows.
}

sub vcl_backend_response {
    # A background fetch that fails must not replace what is stale but right.
    if (bereq.is_bgfetch && beresp.status >= 500) {
        return (abandon);
    }
    # What is refused to one request says nothing of the next. Varnish would keep a 404 for two minutes if nothing forbids
    # it, and where something does it would pass on everybody else's request for the same for as long.
    if (!beresp.http.Cache-Control || (beresp.status >= 400 && beresp.http.Cache-Control ~ "no-store")) {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # Kept beyond freshness and staleness to be revalidated: a 304 costs less than the body.
    set beresp.keep = 1h;
}

sub vcl_deliver {
    unset resp.http.xkey;
}
