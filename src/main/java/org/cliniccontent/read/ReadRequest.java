package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.release.Releases;

/** Which release a request reads: the current one, or by {@code release} or {@code asOf} an earlier one. */
@ApplicationScoped
class ReadRequest {

    static final String RELEASE = "release";
    static final String AS_OF = "asOf";

    private static final int MAX_YEAR = 9999;

    private final Releases releases;

    ReadRequest(Releases releases) {
        this.releases = releases;
    }

    /** What was asked for, before it is known to exist. */
    record Time(Optional<Long> release, Optional<Instant> asOf) {

        boolean isGiven() {
            return release.isPresent() || asOf.isPresent();
        }
    }

    static Time parse(QueryParameters parameters) {
        var release = parameters.one(RELEASE, value -> number(value, 1, Long.MAX_VALUE));
        var asOf = parameters.one(AS_OF, ReadRequest::moment);
        if (release.isPresent() && asOf.isPresent()) {
            parameters.fault(AS_OF, "must not be given together with 'release'");
        }
        return new Time(release, asOf);
    }

    /** @throws ProblemException 404 if nothing was published then */
    long resolve(Time time) {
        if (time.asOf().isPresent()) {
            long then = releases.asOf(time.asOf().get());
            if (then == 0) {
                throw new ProblemException(ProblemType.NOT_FOUND, "Nothing was published at that time");
            }
            return then;
        }
        long current = releases.current();
        if (time.release().isPresent() && time.release().get() > current) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no release %d; the current one is %d"
                            .formatted(time.release().get(), current));
        }
        return time.release().orElse(current);
    }

    static long number(String value, long min, long max) {
        try {
            if (value.matches("[0-9]{1,19}")) {
                long number = Long.parseLong(value);
                if (min <= number && number <= max) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // Over the range of a long, which the message below says.
        }
        throw new MalformedException(
                max == Long.MAX_VALUE
                        ? "must be a whole number from %d on".formatted(min)
                        : "must be a whole number from %d to %d".formatted(min, max));
    }

    /** A time with its offset, or a day, which stands for its end in UTC: what had been published by then. */
    static Instant moment(String value) {
        return moment(value, LocalTime.MAX);
    }

    /** A time with its offset, or a day, which stands for its beginning in UTC. */
    static Instant beginning(String value) {
        return moment(value, LocalTime.MIN);
    }

    private static Instant moment(String value, LocalTime ofDay) {
        try {
            var moment = value.length() == 10
                    ? LocalDate.parse(value).atTime(ofDay).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(value).toInstant();
            if (moment.isAfter(Instant.EPOCH) && moment.atOffset(ZoneOffset.UTC).getYear() <= MAX_YEAR) {
                return moment;
            }
        } catch (DateTimeException e) {
            // Said below, for every form alike.
        }
        throw new MalformedException(
                "must be a date (2026-03-01) or a time with its offset (2026-03-01T12:00:00Z, with '+' as %2B)");
    }
}
