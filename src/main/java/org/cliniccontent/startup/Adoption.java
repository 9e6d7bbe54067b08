package org.cliniccontent.startup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.http.log.Redaction;
import org.cliniccontent.installation.InstallationConfig;
import org.eclipse.microprofile.config.Config;

/**
 * The command {@code adopt}: transfers to this installation a store that was restored from a backup or copied from
 * another installation. It works on the configured database, whether or not a service is running there, and reports the
 * result.
 */
final class Adoption {

    /** The first argument. */
    static final String COMMAND = "adopt";

    private static final String APPLICATION = "clinic-content adopt";
    private static final String RESTORED = "--restored";
    private static final String COPIED = "--copied";
    private static final String REVOKE_KEYS = "--revoke-keys";
    private static final String USAGE = """
            adopt --restored [--revoke-keys]   a backup of this installation: webhooks that it had not sent are sent (again),
                                               scheduled releases that are overdue are refused
            adopt --copied                     a copy of another installation: its webhooks and their secrets, its scheduled
                                               releases and all its API keys end, and sync tokens of the original do not hold
            """;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Connection connection;
    private final Optional<String> name;
    private final PrintStream out;
    private final List<String> done = new ArrayList<>();

    private Adoption(Connection connection, Optional<String> name, PrintStream out) {
        this.connection = connection;
        this.name = name;
        this.out = out;
    }

    /**
     * Runs the command.
     *
     * @return the exit code: 0 if the store was adopted
     */
    static int run(Config config, String... arguments) {
        var options = List.of(arguments).subList(1, arguments.length);
        boolean restored = options.equals(List.of(RESTORED)) || options.equals(List.of(RESTORED, REVOKE_KEYS));
        if (!restored && !options.equals(List.of(COPIED))) {
            System.err.print(USAGE);
            return MISUSED;
        }
        var name = config.getOptionalValue("clinic.installation.name", String.class);
        if (name.filter(given -> !Pattern.matches(InstallationConfig.NAME, given))
                .isPresent()) {
            System.err.println("clinic.installation.name must be " + InstallationConfig.NAME);
            return MISUSED;
        }
        try (var store = new Store(config)) {
            store.connection.setAutoCommit(false);
            return new Adoption(store.connection, name, System.out)
                            .adopt(restored, !restored || options.contains(REVOKE_KEYS))
                    ? 0
                    : FAILED;
        } catch (SQLException | IOException e) {
            System.err.println(Redaction.clean("The store cannot be adopted: " + e.getMessage()));
            return FAILED;
        }
    }

    /** The configured database, or the one in the data folder, which is started for the duration of the command. */
    private static final class Store implements AutoCloseable {

        private final Connection connection;
        private final Optional<EmbeddedDatabase> embedded;

        Store(Config config) throws SQLException, IOException {
            var url = config.getOptionalValue("quarkus.datasource.jdbc.url", String.class);
            if (url.isPresent()) {
                embedded = Optional.empty();
                connection = DriverManager.getConnection(url.get(), JdbcProperties.of(config, APPLICATION));
            } else {
                var database =
                        EmbeddedDatabase.start(Path.of(config.getOptionalValue("clinic.data-folder", String.class)
                                .orElse(".data")));
                embedded = Optional.of(database);
                connection = DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, "");
            }
        }

        @Override
        public void close() throws SQLException {
            try {
                connection.close();
            } finally {
                embedded.ifPresent(EmbeddedDatabase::stop);
            }
        }
    }

    private boolean adopt(boolean restored, boolean revokeKeys) throws SQLException {
        if (isOurs()) {
            System.err.println("The store already belongs to " + described() + ": there is nothing to adopt");
            return false;
        }
        if (restored) {
            report("%s webhooks wait to be sent; some may have been sent before, with the same webhook-id", count("""
                    select count(*) from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint
                    where d.state = 'PENDING' and e.state = 'ENABLED'
                    """));
            report("%s overdue scheduled releases are refused", update("""
                    update scheduled_release set state = 'REFUSED', faults = '[{"pointer": "", "detail":
                        "was due before the store was restored from a backup: schedule it again if it is still wanted"}]'
                    where state = 'PENDING' and publish_at <= now()
                    """));
            report(
                    "%s scheduled releases stay: cancel those that were cancelled since the backup",
                    count("select count(*) from scheduled_release where state = 'PENDING'"));
        } else {
            report("%s webhooks of the original are deleted", update("delete from webhook_endpoint"));
            report(
                    "%s scheduled releases are cancelled",
                    update("update scheduled_release set state = 'CANCELLED' where state = 'PENDING'"));
            update("""
                    update sync_secret set secret =
                        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
                    """);
            report("Sync tokens of the original do not hold here once the service is started%s", "");
        }
        if (revokeKeys) {
            report(
                    "%s API keys are revoked",
                    update("update api_key set revoked_at = now() where revoked_at is null and expires_at > now()"));
        }
        update("""
                insert into installation (number, name, place, how, at)
                select coalesce(max(number), 0) + 1, ?, store_place(), ?, now() from installation
                """, name.orElse(null), restored ? "RESTORED" : "COPIED");
        report("The store belongs to %s now", described());
        connection.commit();
        done.forEach(out::println);
        return true;
    }

    private boolean isOurs() throws SQLException {
        return count("""
                select count(*) from (select name, place from installation order by number desc limit 1) i
                where i.place = store_place() and i.name is not distinct from ?
                """, name.orElse(null)) > 0;
    }

    private String described() {
        return name.map(given -> "installation " + given).orElse("the installation without a name");
    }

    /** Reports the result after it took effect: a command that fails before has changed nothing. */
    private void report(String message, Object value) {
        done.add(String.format(Locale.ROOT, message, value));
    }

    private long count(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private int update(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, String... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setString(i + 1, parameters[i]);
        }
        return statement;
    }
}
