package org.cliniccontent.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The Dockerfile as instructions: comments dropped, continued lines joined. */
public final class Dockerfile {
    static final Path FILE = Path.of("src/main/docker/Dockerfile");

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*\\R");
    private static final Pattern CONTINUATION = Pattern.compile("\\\\\\R\\s*");

    private final List<String> lines;

    Dockerfile() {
        String code = COMMENT.matcher(text()).replaceAll("");
        lines = Arrays.asList(CONTINUATION.matcher(code).replaceAll("").split("\\R"));
    }

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options with which the image runs Java, as they come out in a container with so much memory. */
    public static String javaOptions(int mebibytes) {
        var options = new Dockerfile()
                .all("ARG").stream()
                        .filter(argument -> argument.startsWith("JAVA_OPTIONS="))
                        .map(argument ->
                                argument.substring("JAVA_OPTIONS=".length()).replace("\"", ""))
                        .findFirst()
                        .orElseThrow();
        return "-XX:MaxRAM=" + mebibytes + "m " + options;
    }

    /** The arguments of every use of an instruction, in order. */
    List<String> all(String instruction) {
        return lines.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    String last(String instruction) {
        List<String> all = all(instruction);
        return all.get(all.size() - 1);
    }
}
