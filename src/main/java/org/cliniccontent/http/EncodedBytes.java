package org.cliniccontent.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

/**
 * The bytes of a representation in one content coding, as they are sent.
 *
 * @param coding of the bytes: the identity where another does not pay
 */
record EncodedBytes(ContentCoding coding, Buffer bytes, String length, String tag) {

    static EncodedBytes of(ContentCoding coding, byte[] bytes) {
        return new EncodedBytes(coding, Buffer.buffer(bytes), Integer.toString(bytes.length), EntityTags.strong(bytes));
    }

    /**
     * Outside of the heap, from where they go to every connection without being copied for it. There is no other way in
     * Vert.x 4 than one that has another name in 5.
     */
    @SuppressWarnings("deprecation")
    static EncodedBytes shared(ContentCoding coding, byte[] bytes) {
        var direct = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes));
        return new EncodedBytes(
                coding, Buffer.buffer(direct), Integer.toString(bytes.length), EntityTags.strong(bytes));
    }
}
