package org.cliniccontent.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.limits.RateLimits;

/**
 * What it may cost to find out whether credentials are valid. Those that are not known to be count against the address
 * before the database is asked, and are given back if they are valid; those that were valid lately are asked for without
 * that, so that nobody is shut out by a stranger behind the same address. It never decides who is let in.
 */
@ApplicationScoped
class CredentialAttempts {

    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    /** A key that is not valid does not become valid; it is asked for again all the same, in case of a mistake. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

    private final RateLimits limits;
    private final Cache<ByteBuffer, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterAccess(KNOWN_FOR)
            .build();
    private final Cache<ByteBuffer, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(UNKNOWN_FOR)
            .build();

    CredentialAttempts(RateLimits limits) {
        this.limits = limits;
    }

    /** One attempt, which must end. */
    final class Attempt {

        private final ByteBuffer hash;
        private final boolean isKey;
        private final Optional<Runnable> refund;

        private Attempt(ByteBuffer hash, boolean isKey, Optional<Runnable> refund) {
            this.hash = hash;
            this.isKey = isKey;
            this.refund = refund;
        }

        void valid() {
            known.put(hash, Boolean.TRUE);
            refund.ifPresent(Runnable::run);
        }

        void invalid() {
            known.invalidate(hash);
            if (isKey) {
                unknown.put(hash, Boolean.TRUE);
            }
        }

        /** It is not known whether they are valid, which is no fault of whoever sent them. */
        void failed() {
            refund.ifPresent(Runnable::run);
        }
    }

    /** Whether these are known not to be valid. */
    boolean areUnknown(String bearer) {
        return unknown.getIfPresent(hash(bearer)) != null;
    }

    /** @return empty if the request has been answered, because there were too many */
    Optional<Attempt> begin(RoutingContext context, String bearer) {
        var hash = hash(bearer);
        boolean isKey = bearer.startsWith(ApiKeySecret.PREFIX);
        if (known.getIfPresent(hash) != null) {
            return Optional.of(new Attempt(hash, isKey, Optional.empty()));
        }
        return limits.tryAttempt(context).map(refund -> new Attempt(hash, isKey, Optional.of(refund)));
    }

    private static ByteBuffer hash(String bearer) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(bearer.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
