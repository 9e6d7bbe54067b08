package org.cliniccontent.sync;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a partner has come.
 *
 * @param release its copy is complete to this release, or will be at the end of the pass that it is in
 * @param hash the beginning of the release's hash, which covers all history: a token of another history shows
 * @param from the release that its copy was complete to when the pass began; 0: it had nothing
 * @param after the last change that it was given in the pass; null: no pass is under way
 */
record SyncToken(long release, String hash, long from, Position after, FeedFilter subset) {

    private static final String VERSION = "1";
    private static final int HASH_LENGTH = 16;
    private static final int FIELDS = 8;
    private static final Pattern TYPES = Pattern.compile("[A-Za-z,]*");

    /** The place of a change in a pass. */
    record Position(PassSegment segment, long since, UUID id) {}

    static SyncToken complete(long release, String hash, FeedFilter subset) {
        return new SyncToken(release, beginning(hash), release, null, subset);
    }

    static SyncToken within(long release, String hash, long from, Position after, FeedFilter subset) {
        return new SyncToken(release, beginning(hash), from, after, subset);
    }

    private static String beginning(String hash) {
        return hash.length() <= HASH_LENGTH ? hash : hash.substring(0, HASH_LENGTH);
    }

    boolean isComplete() {
        return after == null;
    }

    boolean isOf(String releaseHash) {
        return hash.equals(beginning(releaseHash));
    }

    String text() {
        return String.join(
                "|",
                VERSION,
                Long.toString(release),
                hash,
                Long.toString(from),
                isComplete() ? "" : after.segment().text(),
                isComplete() ? "" : after.since() + "/" + after.id(),
                subset.types().stream().sorted().collect(Collectors.joining(",")),
                Integer.toString(subset.bucket()));
    }

    /** @throws IllegalArgumentException if it is not what {@link #text} gives */
    static SyncToken parse(String text) {
        var fields = text.split("\\|", -1);
        if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
            throw new IllegalArgumentException("not a token of this version");
        }
        long release = Long.parseLong(fields[1]);
        long from = Long.parseLong(fields[3]);
        if (from < 0 || from > release || !TYPES.matcher(fields[6]).matches()) {
            throw new IllegalArgumentException("not what a pass is of");
        }
        var types = fields[6].isEmpty() ? List.<String>of() : Arrays.asList(fields[6].split(","));
        return new SyncToken(
                release,
                fields[2],
                from,
                fields[4].isEmpty() ? null : position(fields[4], fields[5]),
                FeedFilter.of(types, Integer.parseInt(fields[7])));
    }

    private static Position position(String segment, String place) {
        int slash = place.indexOf('/');
        return new Position(
                PassSegment.parse(segment),
                Long.parseLong(place.substring(0, Math.max(0, slash))),
                UUID.fromString(place.substring(slash + 1)));
    }
}
