package org.cliniccontent.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.webhook.DeliveryView.AttemptView;
import org.cliniccontent.webhook.DeliveryView.State;

/** The deliveries of each endpoint, past and pending, and their replay. */
@ApplicationScoped
class DeliveryLog {

    private static final TypeReference<Map<String, Object>> PAYLOAD = new TypeReference<>() {};
    static final int MAX_ATTEMPTS = 100;

    /** The events that are the same for every subscriber; others are meant for one owner. */
    private static final List<String> FOR_ALL = List.of(
            EventType.RELEASE_PUBLISHED.value(), EventType.ENTITY_WITHDRAWN.value(), EventType.REVIEW_OVERDUE.value());

    private static final String SELECT = """
            select d.event, v.type, d.state, d.tries, d.created_at, d.next_at, v.payload,
                   a.at, a.duration_ms, a.status, a.error
            from webhook_delivery d
            join webhook_event v on v.id = d.event
            left join lateral (
                select * from webhook_attempt t where t.endpoint = d.endpoint and t.event = d.event
                order by t.at desc limit 1) a on true
            where d.endpoint = :endpoint
            """;

    private static final Sql ONE = Sql.of(SELECT + " and d.event = :event");
    private static final Sql PAGE = Sql.of(SELECT + """
             and d.state = any(:states::text[]) and (d.created_at, d.event) < (:createdAt, :event)
            order by d.created_at desc, d.event desc limit :limit
            """);

    private static final Sql QUEUE_MISSED = Sql.of("""
            insert into webhook_delivery (event, endpoint, state, next_at, created_at, priority)
            select v.id, e.id, 'PENDING', :now, :now, 4 from webhook_endpoint e
            join webhook_event v on v.created_at >= greatest(:since, e.created_at) and v.created_at <= :until
             and v.type = any(:forAll::text[]) and v.type = any(e.event_types)
             and (e.entity_types = '{}' or v.entity_types = '{}' or e.entity_types && v.entity_types)
            where e.id = :endpoint
            on conflict do nothing
            """);

    private static final Sql REPLAY = Sql.of("""
            update webhook_delivery d
            set state = 'PENDING', tries = 0, next_at = :now,
                priority = case when d.priority < 3 then d.priority else 4 end
            from webhook_event v
            where v.id = d.event and d.endpoint = :endpoint and d.state = any(:states::text[])
              and v.created_at >= :since and v.created_at <= :until
            """);

    private final Database database;
    private final ObjectMapper json;
    private final WebhooksConfig config;
    private final Clock clock;

    DeliveryLog(Database database, ObjectMapper json, WebhooksConfig config, Clock clock) {
        this.database = database;
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /** Returns deliveries before one, the newest first. */
    List<DeliveryView> before(UUID endpoint, Optional<State> state, Instant createdAt, String event, int limit) {
        var states = state.map(one -> List.of(one.name()))
                .orElseGet(() -> Arrays.stream(State.values()).map(Enum::name).toList());
        return database.query(
                PAGE.with("endpoint", endpoint)
                        .with("states", states)
                        .with("createdAt", Timestamp.from(createdAt))
                        .with("event", event)
                        .with("limit", limit),
                DeliveryLog::view);
    }

    /** Returns a delivery with its payload and all attempts. */
    Optional<DeliveryView> find(UUID endpoint, String event) {
        return database.queryOne(ONE.with("endpoint", endpoint).with("event", event), row -> view(row)
                .with(payload(row.getString("payload")), attempts(endpoint, event)));
    }

    private List<AttemptView> attempts(UUID endpoint, String event) {
        return database.query("""
                select at, duration_ms, status, error from webhook_attempt
                where endpoint = ? and event = ? order by at desc limit ?
                """, DeliveryLog::attempt, endpoint, event, MAX_ATTEMPTS);
    }

    /**
     * Replays a delivery as if it had never been sent. Call it in a transaction in which the endpoint is locked.
     *
     * @return whether there is such a delivery
     */
    boolean replay(UUID endpoint, String event) {
        return database.update("""
                        update webhook_delivery set state = 'PENDING', tries = 0, next_at = ?
                        where endpoint = ? and event = ?
                        """, now(), endpoint, event) > 0;
    }

    /**
     * Replays the failed deliveries of a period. Call it in a transaction in which the endpoint is locked.
     *
     * @return their number
     * @throws ProblemException CONFLICT if there are more than one request may replay
     */
    int replayFailed(UUID endpoint, Instant since, Instant until) {
        return replay(endpoint, List.of(State.DEAD), since, until);
    }

    /**
     * Replays every event of a period: those delivered to the endpoint, and those that would have been if it had been
     * enabled. Call it in a transaction in which the endpoint is locked.
     *
     * @return their number, without those still pending
     * @throws ProblemException CONFLICT if there may be more than one request may replay
     */
    int replayAll(UUID endpoint, Instant since, Instant until) {
        requireBelowLimit("""
                select from webhook_event v
                where v.created_at >= ? and v.created_at <= ? and v.type = any(?::text[])
                """, Timestamp.from(since), Timestamp.from(until), FOR_ALL);
        int again = replay(endpoint, List.of(State.DEAD, State.DELIVERED), since, until);
        return again
                + database.update(QUEUE_MISSED
                        .with("now", now())
                        .with("since", Timestamp.from(since))
                        .with("until", Timestamp.from(until))
                        .with("forAll", FOR_ALL)
                        .with("endpoint", endpoint));
    }

    private int replay(UUID endpoint, List<State> states, Instant since, Instant until) {
        var names = states.stream().map(Enum::name).toList();
        requireBelowLimit("""
                select from webhook_delivery d join webhook_event v on v.id = d.event
                where d.endpoint = ? and d.state = any(?::text[]) and v.created_at >= ? and v.created_at <= ?
                """, endpoint, names, Timestamp.from(since), Timestamp.from(until));
        // Withdrawals stay before everything; the rest must not stand before what happens now.
        return database.update(REPLAY.with("now", now())
                .with("endpoint", endpoint)
                .with("states", names)
                .with("since", Timestamp.from(since))
                .with("until", Timestamp.from(until)));
    }

    private void requireBelowLimit(String events, Object... parameters) {
        var limited = new ArrayList<>(Arrays.asList(parameters));
        limited.add(config.maxReplayed() + 1);
        int count = database.queryOne(
                        "select count(*) from (" + events + " limit ?) few", row -> row.getInt(1), limited.toArray())
                .orElseThrow();
        if (count > config.maxReplayed()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "There are more than " + config.maxReplayed() + " events in this time: choose a shorter one");
        }
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static DeliveryView view(ResultSet row) throws SQLException {
        var state = State.valueOf(row.getString("state"));
        return new DeliveryView(
                row.getString("event"),
                row.getString("type"),
                state,
                row.getInt("tries"),
                row.getTimestamp("created_at").toInstant(),
                state == State.PENDING ? row.getTimestamp("next_at").toInstant() : null,
                row.getTimestamp("at") == null ? null : attempt(row),
                null,
                null);
    }

    private static AttemptView attempt(ResultSet row) throws SQLException {
        return new AttemptView(
                row.getTimestamp("at").toInstant(),
                row.getInt("duration_ms"),
                row.getObject("status", Integer.class),
                row.getString("error"));
    }

    private Map<String, Object> payload(String text) {
        try {
            return json.readValue(text, PAYLOAD);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a queued payload cannot be read", e);
        }
    }
}
