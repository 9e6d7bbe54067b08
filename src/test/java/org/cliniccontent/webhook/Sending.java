package org.cliniccontent.webhook;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.address.Network;
import org.cliniccontent.installation.StoreOwner;
import org.cliniccontent.testing.Await;

/** The components that send webhooks, assembled as in a replica, but with a controllable clock; and their input. */
@Singleton
class Sending {

    static final List<String> ALL_EVENTS =
            EventType.subscribable().stream().map(EventType::value).toList();

    private static final long PATIENCE_SECONDS = 30;

    final Database database;
    final Endpoints endpoints;
    final WebhookSecrets secrets;
    final Time clock = new Time();

    private final DispatchMeters meters;
    private final Payloads payloads;
    private final Vertx vertx;
    private final StoreOwner owner;
    private final List<Dispatcher> running = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();

    Sending(
            Database database,
            Endpoints endpoints,
            WebhookSecrets secrets,
            DispatchMeters meters,
            Payloads payloads,
            Vertx vertx,
            StoreOwner owner) {
        this.database = database;
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.meters = meters;
        this.payloads = payloads;
        this.vertx = vertx;
        this.owner = owner;
    }

    /** A clock that moves when told to. */
    static final class Time extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>();

        void set(Instant to) {
            now.set(to);
        }

        void pass(Duration time) {
            now.updateAndGet(before -> before.plus(time));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The settings of an operator that tests vary. */
    record Settings(
            Optional<List<Network>> allowedNetworks,
            Optional<List<NameServer>> nameServers,
            int concurrency,
            int concurrencyPerEndpoint,
            Duration timeout,
            int maxReplayed)
            implements WebhooksConfig {

        static final Settings USUAL = new Settings(
                Optional.of(List.of(Network.of("127.0.0.0/8"), Network.of("::1"))),
                Optional.empty(),
                512,
                4,
                Duration.ofSeconds(20),
                10_000);

        Settings concurrency(int most, int mostPerEndpoint) {
            return new Settings(allowedNetworks, nameServers, most, mostPerEndpoint, timeout, maxReplayed);
        }

        Settings timeout(Duration longest) {
            return new Settings(
                    allowedNetworks, nameServers, concurrency, concurrencyPerEndpoint, longest, maxReplayed);
        }

        Settings maxReplayed(int most) {
            return new Settings(allowedNetworks, nameServers, concurrency, concurrencyPerEndpoint, timeout, most);
        }

        Settings nameServer(NameServer server) {
            return new Settings(
                    allowedNetworks,
                    Optional.of(List.of(server)),
                    concurrency,
                    concurrencyPerEndpoint,
                    timeout,
                    maxReplayed);
        }

        Settings publicOnly() {
            return new Settings(
                    Optional.empty(), nameServers, concurrency, concurrencyPerEndpoint, timeout, maxReplayed);
        }

        @Override
        public boolean dispatch() {
            return true;
        }

        @Override
        public Duration pollEvery() {
            return Duration.ofMillis(10);
        }

        @Override
        public int concurrencyPerOwner() {
            return 64;
        }

        @Override
        public int concurrencyPerTarget() {
            return 64;
        }

        @Override
        public int maxEndpointsPerOwner() {
            return 50;
        }

        @Override
        public int maxEndpoints() {
            return 2_000;
        }

        @Override
        public int maxPings() {
            return 60;
        }

        @Override
        public Duration lookupTimeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(60);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofDays(5);
        }

        @Override
        public String measureEvery() {
            return "off";
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(30);
        }
    }

    /** Removes all pending deliveries of earlier tests. */
    void reset() {
        database.update("delete from webhook_endpoint");
        database.update("delete from webhook_event");
        clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    void stop() throws InterruptedException {
        for (Dispatcher dispatcher : running) {
            dispatcher.stop();
        }
        running.clear();
        senders.forEach(Sender::close);
        senders.clear();
    }

    /** Cleans up after a test. */
    void end() throws InterruptedException, IOException {
        stop();
        for (Receiver receiver : receivers) {
            receiver.close();
        }
        receivers.clear();
        reset();
    }

    /** Starts a receiver with the reactions to its first requests; it stops at the end of the test. */
    Receiver receiver(Receiver.Reaction... planned) throws IOException {
        var receiver = keep(new Receiver());
        for (Receiver.Reaction reaction : planned) {
            receiver.then(reaction);
        }
        return receiver;
    }

    Receiver keep(Receiver receiver) {
        receivers.add(receiver);
        return receiver;
    }

    UUID endpoint(String owner, String url) {
        return endpoint(owner, url, ALL_EVENTS, List.of());
    }

    UUID endpoint(String owner, String url, List<String> events, List<String> entities) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var id = endpoints.create(owner, new EndpointSettings(url, Optional.empty(), events, entities));
            secrets.add(id);
            return id;
        });
    }

    Outbox outbox() {
        return new Outbox(database, clock);
    }

    /** Queues an event for every endpoint. */
    String queued() {
        return queued(Priority.NEWS);
    }

    String queued(Priority priority) {
        var event =
                WebhookEvent.of(EventType.RELEASE_PUBLISHED, List.of(), "{\"type\":\"release.published\"}", priority);
        QuarkusTransaction.requiringNew().run(() -> outbox().queue(List.of(event)));
        return event.id();
    }

    /** Leases deliveries as an idle replica does. */
    List<Delivery> take(DeliveryQueue queue) {
        return queue.lease(queue.due(10, Map.of(), Map.of(Lane.FAST, List.of(), Lane.SLOW, List.of())));
    }

    DeliveryQueue queue(WebhooksConfig config) {
        return new DeliveryQueue(
                database,
                new Endpoints(database, clock),
                outbox(),
                payloads,
                new RetrySchedule(() -> 0.5),
                config,
                clock);
    }

    Dispatcher start(WebhooksConfig config) {
        return start(
                config,
                host -> host.equals("localhost")
                        ? CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()))
                        : CompletableFuture.failedFuture(new LookupException(host)));
    }

    Dispatcher start(WebhooksConfig config, Resolver resolver) {
        var sender = new Sender(
                new TargetPolicy(resolver, config),
                secrets,
                config,
                clock,
                vertx,
                OpenTelemetry.noop().getTracer("test"));
        senders.add(sender);
        var dispatcher = new Dispatcher(queue(config), owner, sender, meters, config, database.availability());
        running.add(dispatcher);
        dispatcher.start();
        return dispatcher;
    }

    Dispatcher start() {
        return start(Settings.USUAL);
    }

    /** The stored state of a delivery. */
    record Kept(String state, int tries, Instant nextAt) {}

    Kept kept(UUID endpoint, String event) {
        return database.queryOne(
                        "select state, tries, next_at from webhook_delivery where endpoint = ? and event = ?",
                        row -> new Kept(
                                row.getString(1),
                                row.getInt(2),
                                row.getTimestamp(3).toInstant()),
                        endpoint,
                        event)
                .orElseThrow();
    }

    /** The stored state of an attempt. */
    record Tried(Instant at, Integer status, String error) {}

    List<Tried> tried(UUID endpoint, String event) {
        return database.query(
                "select at, status, error from webhook_attempt where endpoint = ? and event = ? order by at",
                row -> new Tried(row.getTimestamp(1).toInstant(), row.getObject(2, Integer.class), row.getString(3)),
                endpoint,
                event);
    }

    Kept awaitTries(UUID endpoint, String event, int tries) {
        await(() -> kept(endpoint, event).tries() >= tries, () -> tries + " tries: " + kept(endpoint, event));
        return kept(endpoint, event);
    }

    static void await(BooleanSupplier condition, Supplier<String> what) {
        Await.await(PATIENCE_SECONDS, what, condition::getAsBoolean);
    }
}
