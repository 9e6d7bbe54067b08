package org.cliniccontent.partner;

/**
 * The permanent key of an entity. Slugs are not: they change, and may become another entity's.
 *
 * @param id a UUID
 */
public record Key(String type, String id) implements Comparable<Key> {

    /** Returns the bucket of the digest that the entity is in. */
    public int bucket() {
        return Sha256.of(toString())[0] & 0xff;
    }

    @Override
    public int compareTo(Key other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return type + '/' + id;
    }

    static Key parse(String text) {
        int slash = text.indexOf('/');
        return new Key(text.substring(0, slash), text.substring(slash + 1));
    }
}
