package org.cliniccontent.read;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.nio.charset.StandardCharsets;

/** JSON that is being written, into which what is JSON already is copied as it is. */
final class JsonBytes {

    private final ByteArrayBuilder bytes = new ByteArrayBuilder();
    private boolean first = true;

    /** An object that has members already, and takes more of them. */
    static JsonBytes continuing(byte[] object) {
        var continued = new JsonBytes().raw(object, 0, object.length - 1);
        continued.first = false;
        return continued;
    }

    JsonBytes begin(char bracket) {
        bytes.append(bracket);
        first = true;
        return this;
    }

    JsonBytes end(char bracket) {
        bytes.append(bracket);
        first = false;
        return this;
    }

    /** To be called before each element and each member. */
    JsonBytes separate() {
        if (!first) {
            bytes.append(',');
        }
        first = false;
        return this;
    }

    /** The beginning of a member; its name needs no escapes. */
    JsonBytes name(String name) {
        separate();
        bytes.append('"');
        raw(name);
        bytes.append('"');
        bytes.append(':');
        return this;
    }

    JsonBytes text(String text) {
        bytes.append('"');
        raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        bytes.append('"');
        return this;
    }

    JsonBytes number(long number) {
        return raw(Long.toString(number));
    }

    JsonBytes raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    JsonBytes raw(byte[] json, int start, int end) {
        bytes.write(json, start, end - start);
        return this;
    }

    private JsonBytes raw(String json) {
        return raw(json.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
