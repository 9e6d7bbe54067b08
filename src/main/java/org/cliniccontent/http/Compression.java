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

/** Makes bodies smaller, once for all who are sent them: so it may take longer than a proxy would give it. */
public final class Compression {

    /** A packet holds less than this anyway. */
    private static final int WORTHWHILE = 1_024;

    /** Of 11: beyond it JSON gets a few percent smaller and takes ten times as long. */
    private static final int BROTLI_QUALITY = 6;

    /** Brotli is native code, which there is not for every machine. */
    private static final Set<ContentCoding> AVAILABLE = Brotli4jLoader.isAvailable()
            ? EnumSet.of(ContentCoding.BROTLI, ContentCoding.GZIP)
            : EnumSet.of(ContentCoding.GZIP);

    private Compression() {}

    /** The coding to send a body in, of those that are available on this machine. */
    public static ContentCoding choose(List<String> acceptEncoding) {
        return AcceptEncoding.choose(acceptEncoding, AVAILABLE);
    }

    /** Empty if it does not pay. */
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
