package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a partner has: entities, and how far it has come. Applying a batch again does no harm. While a pass goes on it
 * is between two releases; whoever must not see that applies the batches of a pass to a staging area, and moves it over
 * at the end.
 */
public final class Copy {

    private final SortedMap<Key, JsonNode> entities = new TreeMap<>();

    /** What the whole copy that is under way has brought: what else there is goes at its end. Null: none is. */
    private Collection<Key> brought = new TreeSet<>();

    private String token;
    private long release;
    private boolean complete;

    Copy() {}

    Copy(Map<Key, JsonNode> entities, Collection<Key> brought, String token, long release, boolean complete) {
        this.entities.putAll(entities);
        this.brought = brought == null ? null : new TreeSet<>(brought);
        this.token = token;
        this.release = release;
        this.complete = complete;
    }

    public SortedMap<Key, JsonNode> entities() {
        return Collections.unmodifiableSortedMap(entities);
    }

    /** What to ask with next; null: for a whole copy. */
    public String token() {
        return token;
    }

    /** The release that it was complete to at the end of the last pass; 0: it never was. */
    public long release() {
        return release;
    }

    /** Whether no pass is under way. */
    public boolean isComplete() {
        return complete;
    }

    Collection<Key> brought() {
        return brought;
    }

    void apply(Batch batch) {
        for (Change change : batch.changes()) {
            if (change.isUpsert()) {
                entities.put(change.key(), change.body());
            } else {
                entities.remove(change.key());
            }
            if (brought != null) {
                brought.add(change.key());
            }
        }
        token = batch.next();
        complete = !batch.more();
        if (complete) {
            if (brought != null) {
                entities.keySet().retainAll(brought);
                brought = null;
            }
            release = batch.release();
        }
    }

    /** The token is of no use any more. What there is stays until a whole copy is there. */
    void beginAnew() {
        token = null;
        complete = false;
        brought = new TreeSet<>();
    }

    /** Replaces what is in a bucket of the digest. How far the copy has come stays. */
    void replaceBucket(int bucket, Map<Key, JsonNode> content) {
        entities.keySet().removeIf(key -> key.bucket() == bucket);
        entities.putAll(content);
    }
}
