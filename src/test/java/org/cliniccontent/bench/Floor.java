package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.generator.BenchmarkService;
import org.cliniccontent.testing.FreePorts;

/** A {@link FloorServer} as a separate process, with the service's options for the virtual machine. */
final class Floor implements AutoCloseable {

    private final Process process;
    private final Server server;

    private Floor(Process process, Server server) {
        this.process = process;
        this.server = server;
    }

    static Floor start(
            Server service, FloorHeaders headers, List<String> paths, int eventLoops, List<String> javaOptions)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        var name = headers == FloorHeaders.ALL ? "floor" : "floor, few headers";
        List<String> command = new ArrayList<>();
        command.add(Children.java("java"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FloorServer.class.getName()));
        command.addAll(List.of(service.base(), Integer.toString(port), Integer.toString(eventLoops), headers.name()));
        command.addAll(paths);
        var log = Path.of("target", "bench", "floor.log");
        var process = Children.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        Children.awaitListening(process, port, log);
        return new Floor(process, new Server(name, "http://127.0.0.1:" + port, process.toHandle(), Optional.empty()));
    }

    Server server() {
        return server;
    }

    @Override
    public void close() {
        BenchmarkService.stop(process);
    }
}
