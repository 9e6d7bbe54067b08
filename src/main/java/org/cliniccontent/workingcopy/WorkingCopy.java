package org.cliniccontent.workingcopy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.cliniccontent.content.Review;

/**
 * The editors' copy of an entity. The public reads {@link org.cliniccontent.release.Item items}, never this.
 */
@MappedSuperclass
public abstract class WorkingCopy extends PanacheEntityBase {

    /** A UUIDv7, never reused and never changed: links, caches and partners' databases hold it. */
    @Id
    public UUID id;

    @Column(unique = true)
    public String slug;

    public String summary;

    /** As precise as it is known: {@code 2026}, {@code 2026-01} or {@code 2026-01-31}. Null: its document's holds. */
    public String lastReviewed;

    public String nextDue;

    @Version
    public int version;

    public Instant updatedAt;

    public Review review() {
        return lastReviewed == null ? null : Review.of(lastReviewed, nextDue);
    }

    public void review(Review review) {
        lastReviewed = review == null ? null : review.lastReviewed();
        nextDue = review == null ? null : review.nextDue();
    }

    /** As it was entered, without the date that is computed. */
    public Review enteredReview() {
        return lastReviewed == null ? null : new Review(lastReviewed, nextDue);
    }

    // By slug, because it is there before the row is.
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof WorkingCopy that && getClass() == that.getClass() && slug.equals(that.slug);
    }

    @Override
    public int hashCode() {
        return slug.hashCode();
    }
}
