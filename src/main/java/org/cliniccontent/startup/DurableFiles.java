package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders that exist completely or not at all, whenever the process or the machine stops: they are created under
 * another name, forced to the disk and renamed.
 */
final class DurableFiles {

    private static final boolean FOLDERS_CAN_BE_FORCED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private DurableFiles() {}

    /** Renames a folder whose files have reached the disk. The target must be absent or an empty folder. */
    static void publish(Path made, Path target) throws IOException {
        force(made);
        if (!FOLDERS_CAN_BE_FORCED && isEmptyFolder(target)) {
            Files.delete(target);
        }
        Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        force(target.getParent());
    }

    /** Forces a file, or the entries of a folder, to the disk. */
    static void force(Path path) throws IOException {
        if (Files.isDirectory(path) && !FOLDERS_CAN_BE_FORCED) {
            return;
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Returns the entries of a folder whose names have the prefix. */
    static List<Path> startingWith(Path folder, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Describes a failure in one line for an operator: the message of a {@link FileSystemException} is often nothing
     * but the path.
     */
    static String describe(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (failure instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " exists and is not a folder";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
