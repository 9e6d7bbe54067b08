package org.cliniccontent.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/** The log of what was done by whom, and of what was refused. It only grows: the database sees to it. */
@ApplicationScoped
public class AuditLog {

    private static final Sql INSERT = Sql.of("""
            insert into audit_event
                (at, caller, caller_name, address, method, path, status, problem, detail, trace_id, count, until)
            values (:at, :caller, :callerName, :address, :method, :path, :status, :problem, :detail, :traceId, :count, :until)
            """);

    private final Database database;
    private final Clock clock;

    AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Within the transaction of what was done, so that neither is there without the other. */
    public void record(AuditEvent event) {
        insert(event, clock.instant(), 1, null);
    }

    /** Several that are alike, in one row. */
    public void record(RefusalWindow.Counted counted) {
        insert(counted.first(), counted.at(), counted.count(), Timestamp.from(counted.until()));
    }

    private void insert(AuditEvent event, Instant at, int count, Timestamp until) {
        database.update(INSERT.with("at", Timestamp.from(at))
                .with("caller", event.caller().id())
                .with("callerName", event.caller().name())
                .with("address", event.address())
                .with("method", event.method())
                .with("path", event.path())
                .with("status", event.status())
                .with("problem", event.problem().orElse(null))
                .with("detail", event.detail().orElse(null))
                .with("traceId", event.traceId())
                .with("count", count)
                .with("until", until));
    }

    /** The newest first, below a number. */
    List<AuditEventView> below(long id, AuditQuery query, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(id);
        parameters.addAll(query.parameters());
        parameters.add(limit);
        return database.query(
                String.format(
                        Locale.ROOT,
                        "select %s from audit_event where id < ?%s order by id desc limit ?",
                        AuditEventView.COLUMNS,
                        query.sql()),
                AuditEventView::of,
                parameters.toArray());
    }
}
