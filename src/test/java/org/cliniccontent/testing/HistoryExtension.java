package org.cliniccontent.testing;

import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks what each test class has left in the database: only what is new, so that it costs little, and everything once
 * more when the database goes.
 */
public final class HistoryExtension implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        var config = ConfigProvider.getConfig();
        var url = config.getValue("quarkus.datasource.jdbc.url", String.class);
        var store = context.getRoot().getStore(ExtensionContext.Namespace.create(HistoryExtension.class));
        store.computeIfAbsent(url, key -> new Checked(url), Checked.class).sofar.check();
    }

    /** Closed by JUnit at the end of the run. */
    private static final class Checked implements AutoCloseable {

        private final String url;
        private final HistoryCheck sofar;

        Checked(String url) {
            this.url = url;
            this.sofar = new HistoryCheck(url);
        }

        @Override
        public void close() throws SQLException {
            new HistoryCheck(url).check();
        }
    }
}
