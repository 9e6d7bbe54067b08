package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The processes that work on one data folder. They are found by that folder and never by a process id in a file: the id
 * may since belong to another process, and the file may be missing or half written.
 */
final class ClusterProcesses {

    private static final Logger LOG = Logger.getLogger(ClusterProcesses.class);
    private static final Set<String> SERVERS = Set.of("postgres", "postgres.exe");
    private static final Set<String> STARTERS = Set.of("initdb", "initdb.exe", "pg_ctl", "pg_ctl.exe");
    private static final long FAST_STOP_SECONDS = 30;
    private static final long IMMEDIATE_STOP_SECONDS = 10;

    private final Path data;
    private final Path binaries;
    private final PostgresInstallation installation;

    ClusterProcesses(Path data, Path binaries, PostgresInstallation installation) {
        this.data = data;
        this.binaries = binaries;
        this.installation = installation;
    }

    /** Stops the servers that an earlier run of the service left behind; the caller holds the lock of the folder. */
    void stop() throws IOException {
        processes(STARTERS).forEach(ProcessHandle::destroy);
        if (signal("INT", FAST_STOP_SECONDS) && signal("QUIT", IMMEDIATE_STOP_SECONDS)) {
            throw new IOException("the PostgreSQL of an earlier run does not stop (process "
                    + processes(SERVERS).stream()
                            .map(process -> Long.toString(process.pid()))
                            .collect(Collectors.joining(", "))
                    + ")");
        }
    }

    /**
     * Sends a signal. INT is a fast shutdown, which disconnects clients; TERM would wait for them.
     *
     * @return whether any process is left
     */
    private boolean signal(String signal, long seconds) throws IOException {
        var running = processes(SERVERS);
        var pids = running.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        // The list is complete before any process is signalled: children of an ended process have no parent.
        var servers = running.stream()
                .filter(process -> process.parent()
                        .map(parent -> !pids.contains(parent.pid()))
                        .orElse(true))
                .toList();
        for (ProcessHandle process : servers) {
            if (process.isAlive()) {
                LOG.infof("Stopping the PostgreSQL that an earlier run left behind (process %s)", process.pid());
                installation.run("pg_ctl", "kill", signal, Long.toString(process.pid()));
            }
        }
        return !ended(running, seconds);
    }

    private static boolean ended(List<ProcessHandle> running, long seconds) throws IOException {
        var ends = running.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an earlier PostgreSQL was stopping", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ProcessHandle> processes(Set<String> names) {
        return ProcessHandle.allProcesses()
                .filter(process -> program(process)
                        .map(program -> names.contains(program.getFileName().toString()))
                        .orElse(false))
                .filter(this::belongsToCluster)
                .toList();
    }

    private boolean belongsToCluster(ProcessHandle process) {
        var folder = workingFolder(process);
        if (folder.isPresent() && folder.get().equals(data)) {
            return true;
        }
        var arguments = process.info().arguments();
        if (arguments.isPresent()) {
            return Arrays.asList(arguments.get()).contains(data.toString());
        }
        // Windows reports neither, but nobody else runs the programs that were unpacked for this folder.
        return folder.isEmpty()
                && program(process)
                        .filter(program -> program.startsWith(binaries))
                        .isPresent();
    }

    private static Optional<Path> program(ProcessHandle process) {
        // Linux appends this to the path of a program whose file was deleted.
        return process.info().command().map(command -> Path.of(command.replaceFirst(" \\(deleted\\)$", "")));
    }

    /** Returns the working folder of a process. A server changes to its data folder. */
    private static Optional<Path> workingFolder(ProcessHandle process) {
        var link = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.tracef(e, "No working folder of process %s", process.pid());
            return Optional.empty();
        }
    }
}
