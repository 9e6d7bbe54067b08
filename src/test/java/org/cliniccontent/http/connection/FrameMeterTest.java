package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FrameMeterTest {

    private static final int MAX = 100;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final FrameMeter meter = new FrameMeter(MAX);

    /** Checks empty DATA, PRIORITY, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION, and an unknown type. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 4, 6, 8, 9, 77})
    void aFloodOfFramesWithoutContentIsTooMuch(int type) {
        assertThat(meter.read(frames(MAX, type, 0, 0))).isTrue();
        assertThat(meter.read(frames(1, type, 0, 0))).isFalse();
    }

    @Test
    void requestsAndContentCostNothing() {
        assertThat(meter.read(frames(10 * MAX, 1, 4, 20))).isTrue();
        assertThat(meter.read(frames(10 * MAX, 0, 0, 1_000))).isTrue();
    }

    @Test
    void framesAreToldHoweverTheyAreCut() {
        var all = Unpooled.copiedBuffer(
                Unpooled.copiedBuffer(PREFACE, StandardCharsets.US_ASCII), frames(MAX, 6, 0, 8), frames(1, 6, 0, 8));
        int read = 0;
        while (all.isReadable() && meter.read(all.readSlice(1))) {
            read++;
        }
        // The last of them is known by its header.
        assertThat(read).isEqualTo(PREFACE.length() + MAX * 17 + 8);
    }

    @Test
    void itComesBackWithTimeAndWithWhatIsSent() {
        meter.read(frames(MAX, 6, 0, 8));
        meter.sent(10 * 1_024);
        assertThat(meter.read(frames(10, 8, 0, 4))).isTrue();
        meter.refill(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
        assertThat(meter.read(frames(MAX / 5, 6, 0, 8))).isTrue();
        assertThat(meter.read(frames(2, 6, 0, 8))).isFalse();
    }

    @Test
    void aHeadThatDoesNotEndIsKnown() {
        meter.read(frames(1, 1, 0, 20));
        assertThat(meter.headSince()).isNotZero();
        meter.read(frames(1, 9, 4, 20));
        assertThat(meter.headSince()).isZero();
    }

    private static ByteBuf frames(int count, int type, int flags, int length) {
        var frames = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            frames.writeMedium(length)
                    .writeByte(type)
                    .writeByte(flags)
                    .writeInt(1)
                    .writeZero(length);
        }
        return frames;
    }
}
