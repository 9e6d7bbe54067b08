package org.cliniccontent.release;

import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.TimeParameter;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** The release that a request reads: the current one, or an earlier one by {@code release} or {@code asOf}. */
@ApplicationScoped
public class RequestedRelease {

    public static final String RELEASE = "release";
    public static final String AS_OF = "asOf";

    private final Releases releases;
    private final CurrentRelease current;

    RequestedRelease(Releases releases, CurrentRelease current) {
        this.releases = releases;
        this.current = current;
    }

    /** The requested time, not yet known to exist. */
    public record Time(Optional<Long> release, Optional<Instant> asOf) {

        public static final Time NOW = new Time(Optional.empty(), Optional.empty());

        public boolean isGiven() {
            return release.isPresent() || asOf.isPresent();
        }

        public void addTo(QueryStringEncoder target) {
            release.ifPresent(number -> target.addParam(RELEASE, number.toString()));
            asOf.ifPresent(time -> target.addParam(AS_OF, time.toString()));
        }
    }

    public static Time parse(QueryParameters parameters) {
        var release = parameters.one(RELEASE, value -> number(value, 1, Long.MAX_VALUE));
        var asOf = parameters.one(AS_OF, RequestedRelease::end);
        if (release.isPresent() && asOf.isPresent()) {
            parameters.fault(AS_OF, "must not be given together with 'release'");
        }
        return new Time(release, asOf);
    }

    /**
     * Resolves the time to a release.
     *
     * @throws ProblemException 404 if nothing was published then, or the release was lost
     */
    public long resolve(Time time) {
        if (time.asOf().isPresent()) {
            long then = releases.asOf(time.asOf().get());
            if (then == 0) {
                throw new ProblemException(ProblemType.NOT_FOUND, "Nothing was published at that time");
            }
            // Later reads must not fall behind a release that one read has shown.
            current.reaches(then);
            return then;
        }
        if (time.release().isPresent() && !current.reaches(time.release().get())) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    String.format(
                            Locale.ROOT,
                            "There is no release %d; the current one is %d",
                            time.release().get(),
                            current.number()));
        }
        if (time.release().isPresent()) {
            return current.at(time.release().get()).number();
        }
        return current.number();
    }

    public static long number(String value, long min, long max) {
        return QueryParameters.number(value, min, max);
    }

    /** Parses a timestamp with an offset, or a day, which stands for its end in UTC: everything published by then. */
    static Instant end(String value) {
        return TimeParameter.end(value);
    }

    /** Parses a timestamp with an offset, or a day, which stands for its beginning in UTC. */
    public static Instant beginning(String value) {
        return TimeParameter.beginning(value);
    }
}
