package org.cliniccontent.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cliniccontent.content.JsonBodies;

/** The JSON of changes. Published bodies are copied byte by byte, without being parsed. */
@ApplicationScoped
class ChangeWriter {

    private static final byte[] BODY = ",\"body\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CHANGE = "event: change\ndata: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END_OF_LINE = {'\n'};
    private static final byte[] END_OF_EVENT = {'\n', '\n'};

    private final ObjectMapper json;
    private final Digests digests;

    ChangeWriter(ObjectMapper json, Digests digests) {
        this.json = json;
        this.digests = digests;
    }

    /** Writes a change without a line feed. */
    void write(SyncChange change, ByteArrayOutputStream out) {
        var head = bytes(view(change));
        if (change.isRemoval()) {
            out.writeBytes(head);
        } else {
            out.write(head, 0, head.length - 1);
            out.writeBytes(BODY);
            out.writeBytes(change.body());
            out.write('}');
        }
    }

    private ChangeView view(SyncChange change) {
        var tombstone = change.isRemoval() ? JsonBodies.parse(json, change.body()) : json.createObjectNode();
        return new ChangeView(
                op(change),
                change.type(),
                change.id(),
                change.slug(),
                change.release(),
                change.sha256(),
                text(tombstone, "reason"),
                text(tombstone, "urgency"),
                tombstone.get("replacement"),
                null);
    }

    private static ChangeView.Op op(SyncChange change) {
        return switch (change.state()) {
            case "DELETED" -> ChangeView.Op.delete;
            case "WITHDRAWN" -> ChangeView.Op.withdraw;
            default -> ChangeView.Op.upsert;
        };
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).textValue();
    }

    /** Returns the checkpoint of a page: its token, and the digest at the end of a pass. */
    ObjectNode checkpoint(FeedPage page, String token) {
        var checkpoint = json.createObjectNode()
                .put("next", token)
                .put("more", page.more())
                .put("release", page.release());
        return page.more() ? checkpoint : checkpoint.put("digest", digests.root(page.release()));
    }

    byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is made here can be written", e);
        }
    }

    /** Renders a chunk of a stream: the changes, and a checkpoint. */
    byte[] chunk(FeedPage page, String token, StreamFormat format) {
        var out = new ByteArrayOutputStream();
        boolean events = format == StreamFormat.EVENTS;
        var end = events ? END_OF_EVENT : END_OF_LINE;
        for (SyncChange change : page.changes()) {
            if (events) {
                out.writeBytes(CHANGE);
            }
            write(change, out);
            out.writeBytes(end);
        }
        if (events) {
            out.writeBytes(String.format(Locale.ROOT, "event: checkpoint\nid: %s\ndata: ", token)
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(bytes(checkpoint(page, token)));
        out.writeBytes(end);
        return out.toByteArray();
    }

    /** Renders a complete page. */
    byte[] page(FeedPage page, String token) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("{\"changes\":[".getBytes(StandardCharsets.UTF_8));
        var changes = page.changes();
        for (int i = 0; i < changes.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            write(changes.get(i), out);
        }
        var rest = checkpoint(page, token).put("digest", digests.root(page.release()));
        out.writeBytes("],".getBytes(StandardCharsets.UTF_8));
        var tail = bytes(rest);
        out.write(tail, 1, tail.length - 1);
        return out.toByteArray();
    }
}
