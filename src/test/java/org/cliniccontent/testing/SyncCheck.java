package org.cliniccontent.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The guarantees for partners in a database: the digest of every release, recomputed from its content, and the order of
 * entities of one type. It remembers what it has checked.
 */
final class SyncCheck {

    private static final int BUCKETS = 256;
    private static final int DEEPEST = 32;

    private final Consumer<String> violations;
    private final Map<UUID, Version> published = new HashMap<>();
    private final List<TreeMap<String, String>> lines =
            Stream.generate(TreeMap<String, String>::new).limit(BUCKETS).toList();
    private final byte[][] digests = new byte[BUCKETS][];

    SyncCheck(Consumer<String> violations) {
        this.violations = violations;
        Arrays.fill(digests, sha256(""));
    }

    /**
     * Checks new changes.
     *
     * @param changes the unchecked ones by release
     */
    void follow(Rows rows, Map<Long, List<Version>> changes) throws SQLException {
        for (var change : changes.entrySet()) {
            var touched = apply(change.getValue());
            checkDigest(rows, change.getKey(), touched);
        }
        checkDepths(rows);
    }

    private TreeSet<Integer> apply(List<Version> changes) {
        var touched = new TreeSet<Integer>();
        for (Version version : changes) {
            var key = version.type() + '/' + version.id();
            int bucket = Byte.toUnsignedInt(sha256(key)[0]);
            touched.add(bucket);
            if (version.isPublished()) {
                lines.get(bucket).put(key, "%s/%s\n".formatted(key, version.sha256()));
                published.put(version.id(), version);
            } else {
                lines.get(bucket).remove(key);
                published.remove(version.id());
            }
        }
        touched.forEach(bucket ->
                digests[bucket] = sha256(String.join("", lines.get(bucket).values())));
        return touched;
    }

    private void checkDigest(Rows rows, long release, TreeSet<Integer> touched) throws SQLException {
        var kept = new TreeMap<Integer, String>();
        rows.each(
                "select bucket, encode(sha256, 'hex') from digest_bucket where since_release = ?",
                row -> kept.put(row.getInt(1), row.getString(2)),
                release);
        var expected = new TreeMap<Integer, String>();
        touched.forEach(bucket -> expected.put(bucket, HexFormat.of().formatHex(digests[bucket])));
        if (!kept.equals(expected)) {
            violations.accept("release %d keeps other digests than those of the buckets it touches: %s, not %s"
                    .formatted(release, kept, expected));
        }
        var root = sha256();
        Arrays.stream(digests).forEach(root::update);
        var computed = HexFormat.of().formatHex(root.digest());
        var said = rows.one("select max(digest) from release where number = ?", row -> row.getString(1), release);
        if (!computed.equals(said)) {
            violations.accept("release %d says its digest is %s, it is %s".formatted(release, said, computed));
        }
    }

    private void checkDepths(Rows rows) throws SQLException {
        Map<UUID, Integer> expected = new HashMap<>();
        for (int i = 0; i < DEEPEST; i++) {
            Map<UUID, Integer> before = Map.copyOf(expected);
            published.values().forEach(version -> version.links().stream()
                    .filter(target -> isOfType(version.type(), target))
                    .mapToInt(target -> 1 + before.getOrDefault(target, 0))
                    .max()
                    .ifPresent(depth -> expected.put(version.id(), Math.min(DEEPEST, depth))));
        }
        Map<UUID, Integer> kept = new HashMap<>();
        rows.each(
                "select id, depth from link_depth where until_release is null",
                row -> kept.put(row.getObject(1, UUID.class), row.getInt(2)));
        if (!kept.equals(expected)) {
            violations.accept("links are as deep as %s, but kept are %s".formatted(expected, kept));
        }
    }

    private boolean isOfType(String type, UUID target) {
        var version = published.get(target);
        return version != null && version.type().equals(type);
    }

    private static byte[] sha256(String text) {
        return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
