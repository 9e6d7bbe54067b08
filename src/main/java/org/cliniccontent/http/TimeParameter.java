package org.cliniccontent.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.cliniccontent.http.QueryParameters.MalformedException;

/** Times in query parameters: a timestamp with an offset, or a day in UTC. */
public final class TimeParameter {

    /** The last year that every part of the service, including the database, can store and print in four digits. */
    private static final int MAX_YEAR = 9999;

    private TimeParameter() {}

    /** Parses a lower bound; a day stands for its beginning. */
    public static Instant beginning(String value) {
        return parse(value, LocalTime.MIN);
    }

    /** Parses an upper bound; a day stands for its end. */
    public static Instant end(String value) {
        return parse(value, LocalTime.MAX);
    }

    private static Instant parse(String value, LocalTime ofDay) {
        try {
            var time = value.length() == 10
                    ? LocalDate.parse(value).atTime(ofDay).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(value).toInstant();
            if (time.isAfter(Instant.EPOCH) && time.atOffset(ZoneOffset.UTC).getYear() <= MAX_YEAR) {
                return time;
            }
        } catch (DateTimeException e) {
            // The exception below covers every malformed time.
        }
        throw new MalformedException(
                "must be a date (2026-03-01) or a time with its offset (2026-03-01T12:00:00Z, with '+' as %2B)");
    }
}
