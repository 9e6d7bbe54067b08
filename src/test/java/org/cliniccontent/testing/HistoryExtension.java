package org.cliniccontent.testing;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks the database after each test class, but only new rows, so that it costs little. {@link PostgresResource}
 * checks everything once more at the end.
 */
public final class HistoryExtension implements AfterAllCallback {

    private static final Map<String, HistoryCheck> CHECKS = new ConcurrentHashMap<>();

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        var url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        CHECKS.computeIfAbsent(url, HistoryCheck::new).check();
    }
}
