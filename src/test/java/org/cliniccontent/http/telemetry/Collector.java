package org.cliniccontent.http.telemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A receiver of traces over OTLP/HTTP, which decodes the parts of the protocol's messages that tests need. */
final class Collector implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final StringBuffer received = new StringBuffer();

    /**
     * A span.
     *
     * @param parent the id of the enclosing span; empty for a root
     * @param kind 2: SERVER, 3: CLIENT
     */
    record Span(
            String trace,
            String id,
            String parent,
            String name,
            long kind,
            Map<String, String> attributes,
            int events) {

        boolean isStatement() {
            return attributes.containsKey("db.statement");
        }
    }

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            received.append(new String(body, StandardCharsets.ISO_8859_1));
            // resource_spans, scope_spans, spans
            for (byte[] resource : new Message(body).all(1)) {
                for (byte[] scope : new Message(resource).all(2)) {
                    new Message(scope).all(2).forEach(span -> spans.add(span(span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Returns all bytes received, one character each. */
    String received() {
        return received.toString();
    }

    /** Waits for a span: it is sent some time after it has ended. */
    Span await(String what, Predicate<Span> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var found = spans.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("no span: " + what + "\n" + spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static Span span(byte[] bytes) {
        var message = new Message(bytes);
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] attribute : message.all(9)) {
            var pair = new Message(attribute);
            var value = new Message(pair.first(2));
            attributes.put(pair.text(1), value.has(1) ? value.text(1) : Long.toString(value.number(3)));
        }
        return new Span(
                message.hex(1),
                message.hex(2),
                message.hex(4),
                message.text(5),
                message.number(6),
                attributes,
                message.all(11).size());
    }

    /** A protocol buffer of which only the wire format is known. */
    private static final class Message {

        private static final byte[] NONE = {};

        private final Map<Integer, List<byte[]>> fields = new TreeMap<>();
        private final Map<Integer, Long> numbers = new TreeMap<>();
        private final byte[] bytes;
        private int at;

        Message(byte[] bytes) {
            this.bytes = bytes;
            while (at < bytes.length) {
                int tag = (int) varint();
                switch (tag & 7) {
                    case 0 -> numbers.put(tag >> 3, varint());
                    case 1 -> at += 8;
                    case 2 -> {
                        int length = (int) varint();
                        fields.computeIfAbsent(tag >> 3, number -> new CopyOnWriteArrayList<>())
                                .add(java.util.Arrays.copyOfRange(bytes, at, at + length));
                        at += length;
                    }
                    case 5 -> at += 4;
                    default -> throw new IllegalArgumentException("no wire type " + (tag & 7));
                }
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        List<byte[]> all(int field) {
            return fields.getOrDefault(field, List.of());
        }

        boolean has(int field) {
            return fields.containsKey(field);
        }

        byte[] first(int field) {
            return has(field) ? all(field).get(0) : NONE;
        }

        String text(int field) {
            return new String(first(field), StandardCharsets.UTF_8);
        }

        String hex(int field) {
            return HexFormat.of().formatHex(first(field));
        }

        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }
    }
}
