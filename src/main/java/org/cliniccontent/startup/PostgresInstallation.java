package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of the embedded PostgreSQL, unpacked once from the archive for this platform. */
final class PostgresInstallation {

    private static final String HALF_UNPACKED = ".new";
    private static final int DIGEST_LENGTH = 16;
    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Path home;

    private PostgresInstallation(Path home) {
        this.home = home;
    }

    /** Unpacks the archive. The folder's name contains the archive's digest: a folder of that name is complete. */
    static PostgresInstallation unpack(Path binaries) throws IOException {
        byte[] archive = archive();
        var home = binaries.resolve("postgresql-" + digest(archive));
        if (!Files.isDirectory(home)) {
            var unpacked = binaries.resolve(home.getFileName() + HALF_UNPACKED);
            if (Files.exists(unpacked)) {
                DurableFiles.delete(unpacked);
            }
            Files.createDirectories(unpacked);
            extract(archive, unpacked);
            DurableFiles.publish(unpacked, home);
        }
        return new PostgresInstallation(home);
    }

    /** Removes programs of earlier versions, and partly unpacked ones of a killed run. None of them may be running. */
    void removeOthers() throws IOException {
        for (Path other : DurableFiles.startingWith(home.getParent(), "")) {
            if (!other.equals(home)) {
                DurableFiles.delete(other);
            }
        }
    }

    ProcessOutput run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it cannot tell.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin")
                .resolve(WINDOWS ? program + ".exe" : program)
                .toString());
        command.addAll(List.of(arguments));
        return ProcessOutput.of(command);
    }

    private static byte[] archive() throws IOException {
        var machine = System.getProperty("os.arch");
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system(), machine.equals("amd64") ? "x86_64" : machine)) {
            return archive.readAllBytes();
        } catch (IllegalStateException e) {
            throw new IOException("there is no PostgreSQL for this platform in this build; configure another", e);
        }
    }

    private static String system() {
        if (WINDOWS) {
            return "Windows";
        }
        return System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    }

    private static String digest(byte[] archive) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void extract(byte[] archive, Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var target = folder.resolve(entry.getName()).normalize();
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(target, folder.resolve(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, target);
                    if (!WINDOWS && (entry.getMode() & OWNER_MAY_EXECUTE) != 0) {
                        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                    DurableFiles.force(target);
                }
            }
        }
    }
}
