package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.partner.Batch;
import org.cliniccontent.partner.Change;
import org.cliniccontent.partner.Key;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The changes given to a partner between two complete copies, each batch once.
 *
 * @param from the release of the previous complete copy; 0: none
 */
record Pass(long from, List<Batch> batches) {

    static Pass from(long release) {
        return new Pass(release, List.of());
    }

    Pass plus(Batch batch) {
        var more = new ArrayList<>(batches);
        more.add(batch);
        return new Pass(from, more);
    }

    List<Change> changes() {
        return batches.stream().flatMap(batch -> batch.changes().stream()).toList();
    }

    long release() {
        return batches.get(batches.size() - 1).release();
    }

    /**
     * Checks the invariants of every pass, whatever was published meanwhile and whichever replicas answered.
     *
     * @param copy the partner's copy at its end
     */
    void check(Map<Key, JsonNode> copy) {
        assertThat(batches).as("one release").allMatch(batch -> batch.release() == release());
        var changes = changes();
        assertThat(changes.stream().map(Change::key)).as("each entity once").doesNotHaveDuplicates();
        assertThat(changes)
                .as("changes of releases after %d, up to %d", from, release())
                .allMatch(change -> change.release() > from && change.release() <= release());
        boolean removals = false;
        for (Change change : changes) {
            if (change.isUpsert()) {
                assertThat(removals).as("upserts come first").isFalse();
                checkUpsert(change);
            } else {
                removals = true;
                assertThat(from).as("nothing is removed in a whole copy").isPositive();
                checkRemoval(change);
            }
        }
        checkOrder(changes, copy);
    }

    private static void checkUpsert(Change change) {
        assertThat(change.body().path("id").asText()).isEqualTo(change.id());
        assertThat(change.body().path("type").asText()).isEqualTo(change.type());
        assertThat(change.body().path("slug").asText()).isEqualTo(change.slug());
        assertThat(CanonicalJson.sha256(CanonicalJson.json(change.body()))).isEqualTo(change.sha256());
    }

    private static void checkRemoval(Change change) {
        assertThat(change.body()).isNull();
        assertThat(change.op()).isIn("delete", "withdraw");
        assertThat(change.reason() != null && change.urgency() != null)
                .as("it is said why, and how soon: %s", change)
                .isEqualTo(change.op().equals("withdraw"));
    }

    /** Checks that link targets come before the entities that link to them; for removals there are no links to see. */
    private static void checkOrder(List<Change> changes, Map<Key, JsonNode> copy) {
        Map<Key, Integer> places = new HashMap<>();
        for (Change change : changes) {
            if (change.isUpsert()) {
                places.put(change.key(), places.size());
            }
        }
        Set<Key> wrong = new HashSet<>();
        changes.stream().filter(Change::isUpsert).forEach(change -> Links.of(change.key(), change.body()).stream()
                .filter(target -> places.getOrDefault(target, -1) > places.get(change.key()))
                .filter(target -> !target.type().equals(change.type()) || !Links.leadIntoACircle(target, copy))
                .forEach(wrong::add));
        assertThat(wrong).as("what is pointed to comes first").isEmpty();
    }
}
