package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.cliniccontent.http.Representation;

/**
 * The {@code Last-Modified} of reads: the time of the release, or the last midnight if the response contains the
 * present status of reviews. HTTP dates have whole seconds; a release in the same second as another has none, because a
 * client could not tell the two apart.
 */
@ApplicationScoped
public class LastModified {

    private final CurrentRelease releases;

    LastModified(CurrentRelease releases) {
        this.releases = releases;
    }

    public Optional<Instant> of(Representation representation) {
        var at = releases.at(representation.release());
        var published = at.publishedAt().truncatedTo(ChronoUnit.SECONDS);
        var midnight = representation.until().map(until -> until.minus(1, ChronoUnit.DAYS));
        if (midnight.isEmpty() || midnight.get().isBefore(published)) {
            return at.lastModified();
        }
        return midnight.filter(time -> !time.equals(published));
    }
}
