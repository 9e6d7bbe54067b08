package org.cliniccontent.review;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Releases;

/**
 * Metrics of reviews per type: {@code clinic_reviews_overdue} and {@code clinic_reviews_due_soon}. They are counted
 * when a release or a day may have changed them, and not on each scrape.
 */
@ApplicationScoped
class ReviewMeters {

    private final Database database;
    private final Releases releases;
    private final List<String> types;
    private volatile Map<String, Counts> byType = Map.of();
    private AsOf counted = new AsOf(-1, LocalDate.MIN);

    ReviewMeters(Database database, Releases releases, ContentTypes types, MeterRegistry meters) {
        this.database = database;
        this.releases = releases;
        this.types = types.descriptions().map(TypeDescription::name).toList();
        this.types.forEach(type -> {
            Gauge.builder("clinic.reviews.overdue", () -> of(type).overdue())
                    .description("Published entities whose review was due before today")
                    .tag("type", type)
                    .register(meters);
            Gauge.builder("clinic.reviews.due.soon", () -> of(type).dueSoon())
                    .description("Published entities whose review is due within 90 days")
                    .tag("type", type)
                    .register(meters);
        });
    }

    private record Counts(String type, long overdue, long dueSoon) {}

    private Counts of(String type) {
        return byType.getOrDefault(type, new Counts(type, 0, 0));
    }

    /** The release and day that the counts depend on. */
    private record AsOf(long release, LocalDate day) {}

    synchronized void refresh(LocalDate today) {
        var now = new AsOf(releases.current(), today);
        if (now.equals(counted)) {
            return;
        }
        var found = database.query(
                """
                select type, count(*) filter (where value < ?), count(*) filter (where value >= ?)
                from published_facet
                where type = any(?::text[]) and field = 'reviewDue' and value <= ? and until_release is null
                group by type
                """,
                row -> new Counts(row.getString(1), row.getLong(2), row.getLong(3)),
                today.toString(),
                today.toString(),
                types,
                today.plusDays(Review.Status.SOON_DAYS).toString());
        byType = found.stream().collect(Collectors.toMap(Counts::type, Function.identity()));
        counted = now;
    }
}
