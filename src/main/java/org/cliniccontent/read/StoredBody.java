package org.cliniccontent.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A stored body, taken apart as far as serving it needs: where its members and the links in them are. It is canonical
 * JSON, so there is one character between a member and the next.
 */
final class StoredBody {

    private final byte[] bytes;
    private final List<Member> members = new ArrayList<>();

    /**
     * A member, with its name.
     *
     * @param start where its name begins
     * @param end after its value
     */
    record Member(String name, int start, int end, List<Link> links) {

        /** Where its value begins. The names of members need no escapes. */
        int valueStart() {
            return start + name.length() + 3;
        }
    }

    /** An object that has an id and a type and nothing else. */
    record Link(int start, int end, UUID id) {}

    private StoredBody(byte[] bytes) {
        this.bytes = bytes;
    }

    static StoredBody parse(JsonFactory json, byte[] bytes) {
        var body = new StoredBody(bytes);
        try (JsonParser parser = json.createParser(bytes)) {
            body.read(parser);
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("a stored body is not JSON", e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    List<Member> members() {
        return members;
    }

    /** The links of a member; none if there is no such member. */
    List<Link> links(String name) {
        var member = member(name);
        return member == null ? List.of() : member.links();
    }

    /** Null if there is no such member. */
    Member member(String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }

    private void read(JsonParser parser) throws IOException {
        parser.nextToken();
        var token = parser.nextToken();
        int start = 1;
        while (token == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            List<Link> links = linksIn(parser);
            token = parser.nextToken();
            int next = offset(parser);
            members.add(new Member(name, start, token == JsonToken.FIELD_NAME ? next - 1 : next, links));
            start = next;
        }
    }

    /** Those in the value of the member whose name was read last. */
    private static List<Link> linksIn(JsonParser parser) throws IOException {
        if (!parser.nextToken().isStructStart()) {
            return List.of();
        }
        List<Link> links = new ArrayList<>();
        collect(parser, links);
        return links;
    }

    private static void collect(JsonParser parser, List<Link> links) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            collectFromObject(parser, links);
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken().isStructStart()) {
                collect(parser, links);
            }
        }
    }

    private static void collectFromObject(JsonParser parser, List<Link> links) throws IOException {
        int start = offset(parser);
        int size = 0;
        String id = null;
        boolean hasType = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            size++;
            var name = parser.currentName();
            var value = parser.nextToken();
            if (value.isStructStart()) {
                collect(parser, links);
            } else if (name.equals("id")) {
                id = parser.getText();
            } else if (name.equals("type")) {
                hasType = true;
            }
        }
        if (size == 2 && id != null && hasType) {
            links.add(new Link(start, offset(parser) + 1, UUID.fromString(id)));
        }
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }
}
