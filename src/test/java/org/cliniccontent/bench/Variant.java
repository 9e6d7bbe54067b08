package org.cliniccontent.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way to start the service.
 *
 * @param application the folder with quarkus-run.jar, in which it is started as in the container image
 */
record Variant(String name, Path javaHome, List<String> flags, Path application) {

    private static final Path PACKAGED = Path.of("target", "quarkus-app");

    /**
     * Parses a variant.
     *
     * @param text {@code name=java-home|flags|folder}, of which all but the name may be empty or left out
     */
    static Variant parse(String text) {
        var parts = text.substring(text.indexOf('=') + 1).split("\\|", -1);
        if (text.indexOf('=') < 1 || parts.length > 3) {
            throw new IllegalArgumentException("a variant is name=java-home|flags|folder, and not " + text);
        }
        return new Variant(
                text.substring(0, text.indexOf('=')),
                Path.of(parts[0].isBlank() ? System.getProperty("java.home") : parts[0]),
                parts.length < 2
                        ? List.of()
                        : Stream.of(parts[1].split(" +"))
                                .filter(flag -> !flag.isBlank())
                                .toList(),
                (parts.length < 3 || parts[2].isBlank() ? PACKAGED : Path.of(parts[2])).toAbsolutePath());
    }

    List<String> command() {
        var java = javaHome.resolve("bin").resolve("java").toString();
        return Stream.of(List.of(java), flags, List.of("-jar", "quarkus-run.jar"))
                .flatMap(List::stream)
                .toList();
    }
}
