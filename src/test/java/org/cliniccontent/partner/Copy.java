package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A partner's copy: entities, and its progress. Applying a batch again has no effect. During a pass the copy is between
 * two releases; a partner that must not show that applies the batches of a pass to a staging area, and moves them over
 * at the end.
 */
public final class Copy {

    private final SortedMap<Key, JsonNode> entities = new TreeMap<>();

    /**
     * The keys that the current complete copy has delivered: the rest is removed at its end. Null outside of a complete
     * copy.
     */
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

    /** Returns the token for the next request; null: for a complete copy. */
    public String token() {
        return token;
    }

    /** Returns the release of the last complete pass; 0: none. */
    public long release() {
        return release;
    }

    /** Returns whether no pass is in progress. */
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

    /** Discards the token. The content stays until a complete copy is there. */
    void beginAnew() {
        token = null;
        complete = false;
        brought = new TreeSet<>();
    }

    /** Replaces the content of a bucket of the digest. The progress of the copy stays. */
    void replaceBucket(int bucket, Map<Key, JsonNode> content) {
        entities.keySet().removeIf(key -> key.bucket() == bucket);
        entities.putAll(content);
    }
}
