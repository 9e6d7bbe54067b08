package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param path what is asked for first, and always if there is no more
 * @param headers lines of each request
 * @param more a file with a path in each line, which are asked for in turn
 */
record Requests(String path, List<String> headers, Optional<Path> more) {

    static Requests one(String path, String... headers) {
        return new Requests(path, List.of(headers), Optional.empty());
    }

    static Requests inTurn(Path file, List<String> paths) throws IOException {
        return new Requests(paths.get(0), List.of(), Optional.of(Files.write(file, paths)));
    }
}
