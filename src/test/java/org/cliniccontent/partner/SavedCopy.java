package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A copy in a file. Entities and token are written together or not at all, so that a crashed partner continues from the
 * last saved batch: with a database it would be one transaction.
 */
final class SavedCopy {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    SavedCopy(Path folder) {
        file = folder.resolve("copy.json");
    }

    /** @param brought null outside of a complete copy */
    private record Content(
            String token, long release, boolean complete, List<String> brought, Map<String, JsonNode> entities) {}

    Copy read() throws IOException {
        if (!Files.exists(file)) {
            return new Copy();
        }
        var content = JSON.readValue(file.toFile(), Content.class);
        var entities = new TreeMap<Key, JsonNode>();
        content.entities.forEach((key, body) -> entities.put(Key.parse(key), body));
        var brought = content.brought == null
                ? null
                : content.brought.stream().map(Key::parse).toList();
        return new Copy(entities, brought, content.token, content.release, content.complete);
    }

    void write(Copy copy) throws IOException {
        var entities = new TreeMap<String, JsonNode>();
        copy.entities().forEach((key, body) -> entities.put(key.toString(), body));
        var brought = copy.brought() == null
                ? null
                : copy.brought().stream().map(Key::toString).toList();
        var content = new Content(copy.token(), copy.release(), copy.isComplete(), brought, entities);
        var next = file.resolveSibling("copy.json.next");
        try (var channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
