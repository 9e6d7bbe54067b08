package org.cliniccontent.read;

import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.cliniccontent.http.Moments;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Releases;

/** Which release a request reads: the current one, or by {@code release} or {@code asOf} an earlier one. */
@ApplicationScoped
public class ReadRequest {

    static final String RELEASE = "release";
    static final String AS_OF = "asOf";

    private final Releases releases;
    private final CurrentRelease current;

    ReadRequest(Releases releases, CurrentRelease current) {
        this.releases = releases;
        this.current = current;
    }

    /** What was asked for, before it is known to exist. */
    public record Time(Optional<Long> release, Optional<Instant> asOf) {

        static final Time NOW = new Time(Optional.empty(), Optional.empty());

        boolean isGiven() {
            return release.isPresent() || asOf.isPresent();
        }

        void addTo(QueryStringEncoder target) {
            release.ifPresent(number -> target.addParam(RELEASE, number.toString()));
            asOf.ifPresent(moment -> target.addParam(AS_OF, moment.toString()));
        }
    }

    public static Time parse(QueryParameters parameters) {
        var release = parameters.one(RELEASE, value -> number(value, 1, Long.MAX_VALUE));
        var asOf = parameters.one(AS_OF, ReadRequest::moment);
        if (release.isPresent() && asOf.isPresent()) {
            parameters.fault(AS_OF, "must not be given together with 'release'");
        }
        return new Time(release, asOf);
    }

    /** @throws ProblemException 404 if nothing was published then, or the release was lost */
    public long resolve(Time time) {
        if (time.asOf().isPresent()) {
            long then = releases.asOf(time.asOf().get());
            if (then == 0) {
                throw new ProblemException(ProblemType.NOT_FOUND, "Nothing was published at that time");
            }
            // What one read has shown, the next may not fall behind.
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

    static long number(String value, long min, long max) {
        return QueryParameters.number(value, min, max);
    }

    /** A time with its offset, or a day, which stands for its end in UTC: what had been published by then. */
    static Instant moment(String value) {
        return Moments.end(value);
    }

    /** A time with its offset, or a day, which stands for its beginning in UTC. */
    static Instant beginning(String value) {
        return Moments.beginning(value);
    }
}
