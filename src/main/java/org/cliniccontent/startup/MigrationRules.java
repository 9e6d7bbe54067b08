package org.cliniccontent.startup;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * The settings of Flyway, both for a migration at the service's start and for {@link Migration} before it. The rules
 * for migrations are in {@code db/migration/README.md}.
 */
@Singleton
public class MigrationRules implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration configuration) {
        apply(configuration);
    }

    static void apply(FluentConfiguration configuration) {
        // Migrations of a later release are ignored: otherwise no earlier release could start again after an upgrade. A
        // changed checksum and a missing earlier migration still fail.
        configuration.ignoreMigrationPatterns("*:future");
        // The lock belongs to the session: building an index concurrently waits for every open transaction, and so
        // would wait for one that holds the lock.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        configuration.callbacks(new FailedMigrations());
    }

    /**
     * Cleans up after failed migrations. One outside of a transaction leaves a record, with which every later start
     * fails until it is repaired by hand. Such a migration can be run again, which {@code .ci/migrations} checks, so
     * the record is removed.
     */
    private static final class FailedMigrations implements Callback {

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_VALIDATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try (var statement = context.getConnection().createStatement()) {
                statement.execute("""
                        do $$ begin
                            if to_regclass('flyway_schema_history') is not null then
                                if exists (select 1 from flyway_schema_history where not success) then
                                    delete from flyway_schema_history where not success;
                                end if;
                            end if;
                        end $$
                        """);
            } catch (SQLException e) {
                throw new FlywayException("The record of a failed migration cannot be removed", e);
            }
        }

        @Override
        public String getCallbackName() {
            return "failed migrations";
        }
    }
}
