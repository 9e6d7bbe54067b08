package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Locale;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** Reads the parameters of a request to the feed. */
@ApplicationScoped
class SyncRequest {

    static final String PARAMETERS = "token, type, bucket";

    private static final HexFormat HEX = HexFormat.of();

    private final SyncTokens tokens;
    private final ContentTypes types;

    SyncRequest(SyncTokens tokens, ContentTypes types) {
        this.tokens = tokens;
        this.types = types;
    }

    /** Reads {@link #PARAMETERS}. The caller reads any others, and completes the reading before it uses the token. */
    Asked read(QueryParameters parameters) {
        var text = parameters.one("token", SyncRequest::text);
        var asked = parameters.many("type", this::type);
        var bucket = parameters.one("bucket", SyncRequest::bucket);
        return new Asked(text.orElse(null), FeedFilter.of(asked, bucket.orElse(FeedFilter.ALL_BUCKETS)));
    }

    /**
     * The requested position.
     *
     * @param text the text of the token; null: a complete copy is requested
     */
    record Asked(String text, FeedFilter subset) {

        /** Returns the same request with another token, if there is one. */
        Asked since(String other) {
            return other == null || other.isEmpty() ? this : new Asked(other, subset);
        }
    }

    /**
     * Returns the token to start from. The filter of a token stays; if repeated in the request, it must be the same.
     */
    SyncToken token(Asked asked) {
        if (asked.text() == null) {
            return SyncToken.complete(0, "", asked.subset());
        }
        var token = tokens.read(asked.text());
        if (!asked.subset().isAll() && !asked.subset().equals(token.subset())) {
            throw new ProblemException(
                    ProblemType.INVALID_SYNC_TOKEN,
                    "The token follows another part of the content than 'type' and 'bucket' select");
        }
        return token;
    }

    private static String text(String value) {
        if (value.length() > SyncTokens.MAX_LENGTH) {
            throw new MalformedException(
                    String.format(Locale.ROOT, "must be at most %d characters long", SyncTokens.MAX_LENGTH));
        }
        return value;
    }

    private String type(String value) {
        if (types.descriptions().noneMatch(type -> type.name().equals(value))) {
            throw new MalformedException(String.format(
                    Locale.ROOT,
                    "must be one of %s",
                    String.join(
                            ", ", types.descriptions().map(type -> type.name()).toList())));
        }
        return value;
    }

    private static int bucket(String value) {
        if (!value.matches("[0-9a-f]{2}")) {
            throw new MalformedException("must be two hexadecimal digits, from 00 to ff");
        }
        return HEX.parseHex(value)[0] & 0xff;
    }
}
