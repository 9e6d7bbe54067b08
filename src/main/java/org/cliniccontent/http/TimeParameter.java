package org.cliniccontent.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.cliniccontent.http.QueryParameters.MalformedException;

/** Times as they stand in parameters: with their offset, or a day in UTC. */
public final class TimeParameter {

    /** The last that every part of the service, the database included, can hold and print in four digits. */
    private static final int MAX_YEAR = 9999;

    private TimeParameter() {}

    /** A day stands for its beginning. */
    public static Instant beginning(String value) {
        return moment(value, LocalTime.MIN);
    }

    /** A day stands for its end. */
    public static Instant end(String value) {
        return moment(value, LocalTime.MAX);
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
