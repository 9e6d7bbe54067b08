package org.cliniccontent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of server-sent events. It fails on an event that does not come in time, and on a stream that is cut. */
public final class EventStream implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private int comments;

    /** @param id null if it has none */
    public record Event(String name, String id, String text) {

        public JsonNode data() {
            return Api.parse(text);
        }

        public boolean is(String other) {
            return name.equals(other);
        }
    }

    /** @param lastEventId null: none is sent */
    public EventStream(int port, String path, String key, String lastEventId) throws IOException {
        connection = (HttpURLConnection)
                URI.create("http://localhost:" + port + path).toURL().openConnection();
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty("Authorization", "Bearer " + key);
        if (lastEventId != null) {
            connection.setRequestProperty("Last-Event-ID", lastEventId);
        }
        lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    public String header(String name) {
        return connection.getHeaderField(name);
    }

    /** Returns the number of comments so far. */
    public int comments() {
        return comments;
    }

    /** Returns the next event; null if the stream has ended properly. Fields outside of an event have a name only. */
    public Event next() throws IOException {
        String name = null;
        String id = null;
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(":")) {
                comments++;
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.startsWith("retry: ")) {
                name = line;
            } else if (!line.isEmpty()) {
                throw new AssertionError("not a line of an event: " + line);
            } else if (name != null) {
                return new Event(name, id, data);
            }
        }
        return null;
    }

    /** Returns the events up to and including the checkpoint at the end of a pass. */
    public List<Event> pass() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            events.add(event);
            if (event.is("checkpoint") && !event.data().path("more").asBoolean()) {
                return events;
            }
        }
        throw new AssertionError("the stream ended after " + events);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
