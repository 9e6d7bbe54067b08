package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Diagnostic commands of a virtual machine. */
final class Jcmd {

    private Jcmd() {}

    static String run(ProcessHandle process, String command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Children.java("jcmd"), Long.toString(process.pid()), command);
        var running = Children.start(builder.redirectErrorStream(true));
        var output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (running.waitFor() != 0) {
            throw new IOException("jcmd failed: " + output);
        }
        return output;
    }
}
