package org.cliniccontent.http.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Map;

/** Registers the metrics of the connections, which exist before the meter registry does. */
@ApplicationScoped
class ConnectionMetrics {

    private static final Map<Connections.Event, String> REFUSED = Map.of(
            Connections.Event.REFUSED_IN_ALL, "all",
            Connections.Event.REFUSED_BY_ADDRESS, "address");

    private static final Connections.Event[] CUT = {
        Connections.Event.SLOW_HEAD,
        Connections.Event.SLOW_BODY,
        Connections.Event.IDLE,
        Connections.Event.STALLED,
        Connections.Event.MEMORY,
        Connections.Event.FLOOD
    };

    private final MeterRegistry meters;

    ConnectionMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void onStart(@Observes StartupEvent event) {
        Connections.current().ifPresent(this::register);
    }

    private void register(Connections connections) {
        Gauge.builder("clinic.connections.open", connections, Connections::open)
                .description("Open connections, on all ports")
                .register(meters);
        Gauge.builder("clinic.connections.waiting", connections, all -> all.budget()
                        .waiting())
                .description("Bytes queued for clients")
                .baseUnit("bytes")
                .register(meters);
        REFUSED.forEach((refused, limit) -> FunctionCounter.builder(
                        "clinic.connections.refused", connections, all -> all.counted(refused))
                .description("Connections that were refused because of a limit")
                .tag("limit", limit)
                .register(meters));
        for (var cut : CUT) {
            FunctionCounter.builder("clinic.connections.cut", connections, all -> all.counted(cut))
                    .description("Connections, or HTTP/2 streams, that were closed because of their client")
                    .tag("reason", cut.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(meters);
        }
    }
}
