package org.cliniccontent.review;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** Overdue reviews of published entities. */
@ConfigMapping(prefix = "clinic.reviews")
interface OverdueReviewsConfig {

    /** Interval at which to check for overdue reviews, or {@code off}. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1d")
    @Interval
    String checkEvery();
}
