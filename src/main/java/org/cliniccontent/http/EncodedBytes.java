package org.cliniccontent.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

/**
 * The bytes of a representation in one content coding, as they are sent.
 *
 * @param coding the coding of the bytes, which is the identity where compression does not make them smaller
 */
record EncodedBytes(ContentCoding coding, Buffer bytes, String length, String tag) {

    static EncodedBytes of(ContentCoding coding, byte[] bytes) {
        return new EncodedBytes(coding, Buffer.buffer(bytes), Integer.toString(bytes.length), EntityTags.strong(bytes));
    }

    /**
     * Copies the bytes to a buffer outside of the heap, from which they are sent on every connection without another
     * copy. Vert.x 4 has only this way, which has another name in Vert.x 5.
     */
    @SuppressWarnings("deprecation")
    static EncodedBytes shared(ContentCoding coding, byte[] bytes) {
        var direct = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes));
        return new EncodedBytes(
                coding, Buffer.buffer(direct), Integer.toString(bytes.length), EntityTags.strong(bytes));
    }
}
