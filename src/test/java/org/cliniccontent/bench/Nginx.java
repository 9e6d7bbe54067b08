package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.generator.BenchmarkService;
import org.cliniccontent.testing.FreePorts;

/** An nginx that serves files, in the foreground and in a folder of its own. */
final class Nginx implements AutoCloseable {

    /** The package's configuration, without a log, and without a limit on the age of a connection. */
    private static final String CONFIGURATION = """
            %s
            daemon off;
            worker_processes %d;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 1024; }
            http {
                sendfile on;
                tcp_nopush on;
                access_log off;
                keepalive_requests 1000000000;
                default_type application/json;
                client_body_temp_path temp;
                proxy_temp_path temp;
                fastcgi_temp_path temp;
                uwsgi_temp_path temp;
                scgi_temp_path temp;
                server {
                    listen 127.0.0.1:%d;
                    root files;
                }
            }
            """;

    private final Path folder;
    private final Process process;
    private final Server server;

    private Nginx(Path folder, Process process, Server server) {
        this.folder = folder;
        this.process = process;
        this.server = server;
    }

    static Nginx start() throws IOException, InterruptedException {
        int port = FreePorts.next();
        var folder = Files.createTempDirectory(Path.of("target", "bench"), "nginx");
        Files.createDirectory(folder.resolve("files"));
        // Its workers would give up the rights of the administrator, and could not read the folder then.
        var user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Files.writeString(
                folder.resolve("nginx.conf"),
                CONFIGURATION.formatted(user, Runtime.getRuntime().availableProcessors(), port));
        var log = Path.of("target", "bench", "nginx.log");
        var command = List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", "nginx.conf");
        var process = Children.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        Children.awaitListening(process, port, log);
        return new Nginx(
                folder, process, new Server("nginx", "http://127.0.0.1:" + port, process.toHandle(), Optional.empty()));
    }

    void put(String name, byte[] content) throws IOException {
        Files.write(folder.resolve("files").resolve(name), content);
    }

    Server server() {
        return server;
    }

    @Override
    public void close() throws IOException {
        BenchmarkService.stop(process);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
