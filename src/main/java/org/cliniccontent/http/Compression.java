package org.cliniccontent.http;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses response bodies. A body is compressed once for all clients, so it may take longer than a proxy could
 * afford.
 */
public final class Compression {

    /** The length below which compression is not worthwhile: a single packet holds more than this. */
    private static final int WORTHWHILE = 1_024;

    /** The Brotli quality, out of 11. Higher ones make JSON a few percent smaller and take ten times as long. */
    private static final int BROTLI_QUALITY = 6;

    /** The codings available on this machine. Brotli is native code and does not exist for every platform. */
    private static final Set<ContentCoding> AVAILABLE = Brotli4jLoader.isAvailable()
            ? EnumSet.of(ContentCoding.BROTLI, ContentCoding.GZIP)
            : EnumSet.of(ContentCoding.GZIP);

    private Compression() {}

    /** Returns the coding to send a body in, among those that are available on this machine. */
    public static ContentCoding choose(List<String> acceptEncoding) {
        return AcceptEncoding.choose(acceptEncoding, AVAILABLE);
    }

    /**
     * Compresses the bytes.
     *
     * @return empty if compression does not make them smaller
     */
    static Optional<byte[]> compress(ContentCoding coding, byte[] bytes) {
        if (bytes.length < WORTHWHILE) {
            return Optional.empty();
        }
        try {
            var smaller = coding == ContentCoding.BROTLI
                    ? Encoder.compress(bytes, Encoder.Parameters.create(BROTLI_QUALITY))
                    : gzip(bytes);
            return smaller.length < bytes.length ? Optional.of(smaller) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }
}
