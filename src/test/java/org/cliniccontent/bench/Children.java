package org.cliniccontent.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.generator.BenchmarkService;

/** Processes that a benchmark starts. None outlives it, however it ends. */
final class Children {

    private static final Duration START_WAIT = Duration.ofSeconds(90);
    private static final int LOOK_EVERY_MILLIS = 2;

    private static final Set<Process> RUNNING = new HashSet<>();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Children::end));
    }

    private Children() {}

    static Process start(ProcessBuilder builder) throws IOException {
        synchronized (RUNNING) {
            if (ending) {
                throw new IOException("the benchmark is being ended");
            }
            var process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(Children::forget);
            return process;
        }
    }

    private static void forget(Process process) {
        synchronized (RUNNING) {
            RUNNING.remove(process);
        }
    }

    private static void end() {
        synchronized (RUNNING) {
            ending = true;
            RUNNING.forEach(Process::destroy);
        }
    }

    /** @param log the log to point to if it does not listen in time */
    static void awaitListening(Process process, int port, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_WAIT.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (java.net.ConnectException e) {
                // Not yet: there is nothing else by which another process tells that it listens.
                process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        BenchmarkService.stop(process);
        throw new IOException(
                "%s does not start; see %s".formatted(process.info().command().orElse("a process"), log));
    }

    /** Returns the path of a program of the current Java installation. */
    static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
