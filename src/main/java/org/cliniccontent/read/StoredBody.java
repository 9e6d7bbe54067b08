package org.cliniccontent.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A stored body, taken apart as far as serving it needs: where its members and the links in them are. It is canonical
 * JSON (RFC 8785), so there is one character between a member and the next, and a link has one form: that is all that is
 * looked for, because to understand the rest would take longer than everything else that a reader waits for.
 */
final class StoredBody {

    private static final byte[] LINK_START = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINK_MIDDLE = "\",\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_LENGTH = 36;

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

    static StoredBody of(byte[] bytes) {
        var body = new StoredBody(bytes);
        int at = 1;
        while (at < bytes.length && bytes[at] == '"') {
            int value = body.afterString(at) + 1;
            var name = new String(bytes, at + 1, value - at - 3, StandardCharsets.US_ASCII);
            List<Link> links = new ArrayList<>();
            int end = body.afterValue(value, links);
            body.members.add(new Member(name, at, end, links));
            at = end + 1;
        }
        return body;
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

    /** @param links receives those that are in the value */
    private int afterValue(int start, List<Link> links) {
        int depth = 0;
        int at = start;
        do {
            switch (bytes[at]) {
                case '"' -> at = afterString(at);
                case '[' -> {
                    depth++;
                    at++;
                }
                case '{' -> {
                    int end = afterLink(at);
                    if (end > 0) {
                        links.add(new Link(at, end, idAt(at + LINK_START.length)));
                        at = end;
                    } else {
                        depth++;
                        at++;
                    }
                }
                case ']', '}' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0 || !isEnd(bytes[at]));
        return at;
    }

    private static boolean isEnd(byte b) {
        return b == ',' || b == '}';
    }

    private int afterString(int start) {
        int at = start + 1;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** 0 if none starts here. */
    private int afterLink(int start) {
        int type = start + LINK_START.length + ID_LENGTH;
        if (!isAt(start, LINK_START) || !isAt(type, LINK_MIDDLE)) {
            return 0;
        }
        int end = afterString(type + LINK_MIDDLE.length - 1);
        return bytes[end] == '}' ? end + 1 : 0;
    }

    private boolean isAt(int start, byte[] text) {
        int end = start + text.length;
        return end <= bytes.length && Arrays.equals(bytes, start, end, text, 0, text.length);
    }

    private UUID idAt(int start) {
        return UUID.fromString(new String(bytes, start, ID_LENGTH, StandardCharsets.US_ASCII));
    }
}
