package org.cliniccontent.sync;

import java.nio.charset.StandardCharsets;

/** How changes are streamed. */
enum StreamFormat {

    /** A pass, line by line: the stream ends with it. */
    LINES(Names.LINES, ""),

    /** Server-sent events: the stream goes on with what is published later. A client that loses it waits 2 s. */
    EVENTS(Names.EVENTS, "retry: 2000\n\n");

    /** The media types, where constants are needed. */
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

    /** What stands before everything else. */
    byte[] beginning() {
        return beginning;
    }
}
