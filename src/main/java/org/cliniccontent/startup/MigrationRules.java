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
 * How the schema is migrated, whether the service does it when it starts or {@link Migration} does it before. The rules
 * for what a migration may do are in {@code db/migration/README.md}.
 */
@Singleton
public class MigrationRules implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration configuration) {
        apply(configuration);
    }

    static void apply(FluentConfiguration configuration) {
        // Migrations that only a later release has: without this no release starts again once it was upgraded. A
        // changed checksum and a missing earlier migration still fail.
        configuration.ignoreMigrationPatterns("*:future");
        // A lock of the session: an index that is built concurrently waits for every transaction to end, and so for the
        // one that would hold this lock.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        configuration.callbacks(new FailedMigrations());
    }

    /**
     * A migration outside of a transaction that failed leaves a record, for which every later start fails until somebody
     * repairs it by hand. Such a migration can be run again, which {@code .ci/migrations} checks, so the record goes.
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
