package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The data folder of the embedded PostgreSQL. {@code initdb} runs in a folder beside it that is renamed when complete,
 * so that a killed run leaves nothing that looks like a cluster.
 */
final class Cluster {

    private static final Logger LOG = Logger.getLogger(Cluster.class);
    private static final String UNFINISHED = "postgresql.new.";
    private static final String SET_ASIDE = "postgresql.incomplete.";

    /** The marker file, written after everything else. Clusters of versions that initialised in place have none. */
    private static final String MARK = "clinic-initialised";

    /** The OID of the database "postgres" since PostgreSQL 15; {@code initdb} creates it last. */
    private static final String LAST_DATABASE = "base/5";

    private final Path data;
    private final PostgresInstallation installation;

    Cluster(Path data, PostgresInstallation installation) {
        this.data = data;
        this.installation = installation;
    }

    /** Initialises the cluster. No server may be running on the data. */
    void initialise() throws IOException {
        removeUnfinished();
        if (Files.exists(data) && !DurableFiles.isEmptyFolder(data)) {
            if (isComplete()) {
                return;
            }
            setAside();
        }
        var unfinished = data.resolveSibling(UNFINISHED + UUID.randomUUID());
        var output = installation.run(
                "initdb",
                "--pgdata=" + unfinished,
                "--username=" + EmbeddedDatabase.USER,
                "--auth=trust",
                "--encoding=UTF8",
                // Fixed, so that it does not depend on the machine's locales.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        if (!output.successful()) {
            throw new IOException("initdb failed: " + output.reason());
        }
        Files.createFile(unfinished.resolve(MARK));
        DurableFiles.publish(unfinished, data);
    }

    /**
     * Checks whether initialisation finished. A cluster without the marker that was ever started (or restored from a
     * backup) has one of these files. One that never was holds no content.
     */
    private boolean isComplete() {
        if (has(MARK)) {
            return true;
        }
        return has("PG_VERSION")
                && has("global/pg_control")
                && has(LAST_DATABASE)
                && (has("postmaster.opts") || has("backup_label"));
    }

    private boolean has(String name) {
        return Files.exists(data.resolve(name));
    }

    /** Moves an incomplete cluster aside. It is never deleted, in case its owner knows better. */
    private void setAside() throws IOException {
        int number = 1;
        while (Files.exists(data.resolveSibling(SET_ASIDE + number))) {
            number++;
        }
        var aside = data.resolveSibling(SET_ASIDE + number);
        LOG.warnf(
                "The initialisation of the database in %s was interrupted before it held content: set aside as %s",
                data, aside.getFileName());
        DurableFiles.publish(data, aside);
    }

    /**
     * Removes unfinished folders. Their names are random: an {@code initdb} that outlived its service must not write
     * into the next one's folder.
     */
    private void removeUnfinished() throws IOException {
        for (Path unfinished : DurableFiles.startingWith(data.getParent(), UNFINISHED)) {
            try {
                DurableFiles.delete(unfinished);
            } catch (IOException e) {
                LOG.debugf(e, "%s is still written to: the next start removes it", unfinished);
            }
        }
    }
}
