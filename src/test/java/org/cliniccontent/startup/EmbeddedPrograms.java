package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The programs of the embedded PostgreSQL, unpacked once for all tests of a machine: to unpack them takes a processor
 * three seconds. A data folder gets links to the files, so that a process still tells by its path whose it is.
 */
public final class EmbeddedPrograms {

    private static final Path SHARED = Path.of(System.getProperty("java.io.tmpdir"), "clinic-content-programs");

    private EmbeddedPrograms() {}

    /** Fills the folder in which a service, or {@link PostgresServer}, looks for its programs. */
    public static synchronized void linkInto(Path binaries) throws IOException {
        Files.createDirectories(SHARED);
        // Another run may unpack them at the same time.
        try (var channel =
                        FileChannel.open(SHARED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assert lock.isValid();
            var unpacked = SHARED.resolve("binaries");
            PostgresInstallation.unpack(unpacked).removeOthers();
            link(unpacked, binaries);
        }
    }

    private static void link(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var target = to.resolve(from.relativize(file).toString());
                if (attributes.isSymbolicLink()) {
                    Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
                    return FileVisitResult.CONTINUE;
                }
                try {
                    Files.createLink(target, file);
                } catch (FileSystemException e) {
                    // On another file system.
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
