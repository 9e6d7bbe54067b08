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

/** A way to follow the changes. They all take the same tokens, so one may go on where another stopped. */
@FunctionalInterface
public interface Transport {

    String JSON_TYPE = "application/json, application/problem+json";

    /** What becomes of a batch. */
    @FunctionalInterface
    interface Receiver {

        /** @return whether more is wanted */
        boolean receive(Batch batch) throws IOException;
    }

    /**
     * Asks once, and hands over what is answered.
     *
     * @param query where to begin
     * @throws IOException if there was no answer, or not all of it: what was handed over before is good
     */
    void ask(Service service, String query, Receiver receiver)
            throws IOException, InterruptedException, Service.Restart;

    /** A page at a time, with at most so many changes. */
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

    /** A whole pass as lines, which never has to be in memory. */
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

    /** Server-sent events, as they happen. */
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

    /** Where lines come from. */
    @FunctionalInterface
    interface Line {
        String read() throws IOException;
    }

    /** Puts batches together: changes, up to the checkpoint that stands for them. */
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
