package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A way to follow the changes. All accept the same tokens, so one may continue where another stopped. */
@FunctionalInterface
public interface Transport {

    String JSON_TYPE = "application/json, application/problem+json";

    /** A receiver of batches. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Receives a batch.
         *
         * @return whether more is wanted
         */
        boolean receive(Batch batch) throws IOException;
    }

    /**
     * Sends one request, and hands over the response.
     *
     * @param query the starting point
     * @throws IOException if the response was missing or incomplete: batches handed over before are valid
     */
    void ask(Service service, String query, Receiver receiver)
            throws IOException, InterruptedException, Service.Restart;

    /** Returns a transport by pages, with a maximum number of changes each. */
    static Transport pages(int limit) {
        return (service, query, receiver) -> {
            var separator = query.isEmpty() ? "" : "&";
            Batch page;
            try (var body = service.get("/v1/changes?" + query + separator + "limit=" + limit, JSON_TYPE)) {
                page = new ObjectMapper().readValue(body, Batch.class);
            }
            receiver.receive(page);
        };
    }

    /** Returns a transport by lines, for a whole pass that never has to be in memory. */
    static Transport lines() {
        return (service, query, receiver) -> {
            var assembly = new Assembly(receiver);
            try (var body = service.get("/v1/changes?" + query, "application/x-ndjson, application/problem+json");
                    var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                String line;
                do {
                    line = next(lines::readLine);
                } while (line.isEmpty() || assembly.add(line));
            }
        };
    }

    /** Returns a transport by server-sent events, as they happen. */
    static Transport events() {
        return (service, query, receiver) -> {
            var assembly = new Assembly(receiver);
            try (var body = service.get("/v1/changes/stream?" + query, "text/event-stream, application/problem+json");
                    var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                boolean wanted = true;
                while (wanted) {
                    var line = next(lines::readLine);
                    // Everything else of an event is in its data as well.
                    if (line.startsWith("data:")) {
                        wanted = assembly.add(line.substring("data:".length()));
                    }
                }
            }
        };
    }

    /** Reads a line; the end is not expected. */
    private static String next(Line lines) throws IOException {
        var line = lines.read();
        if (line == null) {
            throw new EOFException("the answer was cut");
        }
        return line;
    }

    /** A source of lines. */
    @FunctionalInterface
    interface Line {
        String read() throws IOException;
    }

    /** A collector of batches: changes, up to the checkpoint after them. */
    final class Assembly {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final Receiver receiver;
        private List<Change> changes = new ArrayList<>();

        Assembly(Receiver receiver) {
            this.receiver = receiver;
        }

        boolean add(String text) throws IOException {
            JsonNode json = JSON.readTree(text);
            if (json.has("op")) {
                changes.add(JSON.treeToValue(json, Change.class));
                return true;
            }
            var batch = JSON.treeToValue(json, Batch.class).with(changes);
            changes = new ArrayList<>();
            return receiver.receive(batch);
        }
    }
}
