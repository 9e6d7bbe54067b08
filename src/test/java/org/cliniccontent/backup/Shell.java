package org.cliniccontent.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator types. */
final class Shell {

    private static final int WAIT_SECONDS = 120;

    private final Map<String, String> variables = new TreeMap<>();
    private final Path work;

    /** @param work for what commands write */
    Shell(Path work, Path tools) {
        this.work = work;
        set("PATH", tools + ":" + System.getenv("PATH"));
    }

    Shell set(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** A command with what it wrote. */
    record Ended(int code, String output) {

        String succeeded() {
            assertThat(code).as(output).isZero();
            return output;
        }
    }

    String run(String script) throws IOException, InterruptedException {
        return end(script).succeeded();
    }

    Ended end(String script) throws IOException, InterruptedException {
        return end(variables, List.of("bash", "-euo", "pipefail", "-c", script));
    }

    private Ended end(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile(work, "output", "");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
