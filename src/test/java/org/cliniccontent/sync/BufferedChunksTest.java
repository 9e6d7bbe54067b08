package org.cliniccontent.sync;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BufferedChunksTest {

    @Test
    void whatIsSharedCountsOnceAndBuffersForEach() {
        var held = new BufferedChunks(100_000);
        var one = new StreamChunk(new byte[50_000], null);
        var same = new StreamChunk(one.bytes(), null);
        held.hold(one);
        held.hold(one);
        assertThat(held.bytes()).isEqualTo(50_000 + 2 * BufferedChunks.BUFFERED);
        assertThat(held.excess()).isEqualTo(15_536);
        held.hold(same);
        held.release(one);
        held.release(same);
        assertThat(held.bytes()).isEqualTo(50_000 + BufferedChunks.BUFFERED);
        held.release(one);
        assertThat(held.bytes()).isZero();
        assertThat(held.excess()).isNegative();
    }
}
