package org.cliniccontent.http;

import com.aayushatharva.brotli4j.decoder.Decoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Compressed content can be decompressed, and only content that gets smaller is compressed. */
class CompressionTest {

    @Property(tries = 100)
    void whatIsCompressedCanBeHadBack(
            @ForAll ContentCoding coding, @ForAll String text, @ForAll @IntRange(min = 0, max = 2_000) int times)
            throws IOException {
        var bytes = text.repeat(Math.min(times, 200_000 / Math.max(1, text.length())))
                .getBytes(UTF_8);
        if (coding != ContentCoding.IDENTITY) {
            var compressed = Compression.compress(coding, bytes);
            if (compressed.isPresent()) {
                assertThat(compressed.get()).hasSizeLessThan(bytes.length);
                assertThat(decoded(coding, compressed.get())).isEqualTo(bytes);
            }
        }
    }

    private static byte[] decoded(ContentCoding coding, byte[] bytes) throws IOException {
        return coding == ContentCoding.GZIP
                ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()
                : Decoder.decompress(bytes).getDecompressedData();
    }

    @Test
    void whatFitsIntoAPacketIsSentAsItIs() {
        assertThat(Compression.compress(ContentCoding.GZIP, new byte[1_023])).isEmpty();
        assertThat(Compression.compress(ContentCoding.GZIP, new byte[1_024])).isPresent();
        assertThat(Compression.compress(ContentCoding.BROTLI, new byte[1_024])).isPresent();
    }

    @Test
    void whatGetsNoSmallerIsSentAsItIs() {
        var random = new byte[5_000];
        new Random(1).nextBytes(random);
        assertThat(Compression.compress(ContentCoding.GZIP, random)).isEmpty();
        assertThat(Compression.compress(ContentCoding.BROTLI, random)).isEmpty();
    }

    @Test
    void thisMachineHasBrotli() {
        assertThat(Compression.choose(List.of("gzip, br"))).isEqualTo(ContentCoding.BROTLI);
    }
}
