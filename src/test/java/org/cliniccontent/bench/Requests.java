package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The requests of a run.
 *
 * @param path the first target, and the only one if there is no file
 * @param headers lines of each request
 * @param more a file with a path in each line, to be requested in turn
 */
record Requests(String path, List<String> headers, Optional<Path> more) {

    static Requests one(String path, String... headers) {
        return new Requests(path, List.of(headers), Optional.empty());
    }

    static Requests inTurn(Path file, List<String> paths) throws IOException {
        return new Requests(paths.get(0), List.of(), Optional.of(Files.write(file, paths)));
    }
}
