package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.cliniccontent.http.Representation;

/**
 * When what is read came to be what it is: when its release was published, or at the last midnight if it says of reviews
 * how they stand today. Dates of HTTP have whole seconds; what came in the same second as what was there before has
 * none, because a client that has the one would take it for the other.
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
        return midnight.filter(moment -> !moment.equals(published));
    }
}
