package org.cliniccontent.partner;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * Changes and the token after them, to be saved together.
 *
 * @param more whether the pass continues; if not, the copy is that of the release
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Batch(List<Change> changes, String next, boolean more, long release) {

    public Batch {
        changes = changes == null ? List.of() : List.copyOf(changes);
    }

    Batch with(List<Change> other) {
        return new Batch(other, next, more, release);
    }
}
