package org.cliniccontent.sync;

import java.nio.charset.StandardCharsets;

/** The formats of streams. */
enum StreamFormat {

    /** A pass as lines of JSON: the stream ends with it. */
    LINES(Names.LINES, ""),

    /** Server-sent events: the stream continues with later releases. A client that loses it waits 2 s. */
    EVENTS(Names.EVENTS, "retry: 2000\n\n");

    /** The media types as constants. */
    static final class Names {

        static final String LINES = "application/x-ndjson";
        static final String EVENTS = "text/event-stream";

        private Names() {}
    }

    private final String mediaType;
    private final byte[] beginning;

    StreamFormat(String mediaType, String beginning) {
        this.mediaType = mediaType;
        this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
    }

    String mediaType() {
        return mediaType;
    }

    /** Returns the beginning of the stream. */
    byte[] beginning() {
        return beginning;
    }
}
