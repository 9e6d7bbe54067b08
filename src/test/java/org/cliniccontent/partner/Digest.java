package org.cliniccontent.partner;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The proof of a copy: equal digests mean equal content.
 *
 * @param digest the root over the digests of the buckets
 */
public record Digest(long release, String digest, List<String> buckets) {

    private static final int BUCKETS = 256;

    /** Computes the digest from the copy's entities alone: each is hashed again, whatever the service reported. */
    public static Digest of(Copy copy) {
        Map<Integer, TreeSet<String>> lines = new TreeMap<>();
        copy.entities().forEach((key, body) -> lines.computeIfAbsent(key.bucket(), bucket -> new TreeSet<>())
                .add(key + "/" + Sha256.ofEntity(body) + "\n"));
        var all = new ByteArrayOutputStream();
        List<String> buckets = IntStream.range(0, BUCKETS)
                .mapToObj(bucket -> Sha256.of(String.join("", lines.getOrDefault(bucket, new TreeSet<>()))))
                .peek(all::writeBytes)
                .map(HexFormat.of()::formatHex)
                .toList();
        return new Digest(copy.release(), HexFormat.of().formatHex(Sha256.of(all.toByteArray())), buckets);
    }

    public List<Integer> differing(Digest other) {
        return IntStream.range(0, BUCKETS)
                .filter(bucket -> !buckets.get(bucket).equals(other.buckets.get(bucket)))
                .boxed()
                .toList();
    }
}
