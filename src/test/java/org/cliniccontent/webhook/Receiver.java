package org.cliniccontent.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;

/** A partner's server at the level of bytes: it reacts to each request as planned, in turn. */
public final class Receiver implements AutoCloseable {

    private static final String IPV4 = "127.0.0.1";

    private final ServerSocket entrance;
    private final String scheme;
    private final String address;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Reaction> planned = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private volatile Reaction usual = status(200);

    /** A reaction to a request that was read. */
    @FunctionalInterface
    public interface Reaction {
        void to(Received request, Line line) throws IOException, InterruptedException;
    }

    /** A request; the names of the headers are in lower case. */
    public record Received(String line, Map<String, String> headers, String body) {

        public String id() {
            return headers.get("webhook-id");
        }
    }

    /** The connection of a request. */
    public final class Line {

        private final Socket socket;

        private Line(Socket socket) {
            this.socket = socket;
        }

        public void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            written.addAndGet(text.length());
        }

        /** Waits until the other side has disconnected. */
        public void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Nothing is expected.
            }
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    public Receiver() throws IOException {
        this(ServerSocketFactory.getDefault(), "http", IPV4);
    }

    /**
     * Starts a receiver.
     *
     * @param address of this machine, as it stands in a URL
     */
    public static Receiver at(String address) throws IOException {
        return new Receiver(ServerSocketFactory.getDefault(), "http", address);
    }

    /**
     * Starts a receiver.
     *
     * @param factory of sockets with TLS
     */
    public static Receiver tls(ServerSocketFactory factory) throws IOException {
        return new Receiver(factory, "https", IPV4);
    }

    private Receiver(ServerSocketFactory factory, String scheme, String address) throws IOException {
        this.entrance = factory.createServerSocket(0, 200, InetAddress.getByName(address));
        this.scheme = scheme;
        this.address = address;
        threads.submit(this::accept);
    }

    public String url() {
        return "%s://%s:%d/hook?of=test".formatted(scheme, address, port());
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** Plans the reaction to the next unplanned request. */
    public Receiver then(Reaction reaction) {
        planned.add(reaction);
        return this;
    }

    /** Sets the reaction to unplanned requests. */
    public Receiver always(Reaction reaction) {
        usual = reaction;
        return this;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    public int connections() {
        return connections.get();
    }

    /** Returns the maximum number of simultaneous connections. */
    public int mostOpen() {
        return mostOpen.get();
    }

    public long written() {
        return written.get();
    }

    public static Reaction status(int status, String... headers) {
        return (request, line) -> line.write(head(status, headers) + "content-length: 2\r\n\r\nok");
    }

    /** Reads the request, and never responds. */
    public static Reaction silence() {
        return (request, line) -> line.awaitEnd();
    }

    public static Reaction reset() {
        return (request, line) -> line.reset();
    }

    public static Reaction raw(String text) {
        return (request, line) -> line.write(text);
    }

    /** Sends an endless head, byte by byte. */
    public static Reaction endlessHead() {
        return (request, line) -> {
            line.write("HTTP/1.1 200 OK\r\nx: ");
            endless(line, "y");
        };
    }

    /** Sends a response with an endless body. */
    public static Reaction endlessBody(String chunk) {
        return (request, line) -> {
            line.write(head(200) + "\r\n");
            endless(line, chunk);
        };
    }

    private static void endless(Line line, String chunk) throws IOException {
        try {
            while (true) {
                line.write(chunk);
                if (chunk.length() == 1) {
                    // A byte now and then, and no more than the time of a test holds.
                    line.socket.setSoTimeout(20);
                    awaitByte(line);
                }
            }
        } catch (SocketException e) {
            // The other side has had enough.
        }
    }

    private static void awaitByte(Line line) throws IOException {
        try {
            if (line.socket.getInputStream().read() < 0) {
                throw new SocketException("gone");
            }
        } catch (SocketTimeoutException e) {
            // It is still there.
        }
    }

    private static String head(int status, String... headers) {
        var head = new StringBuilder("HTTP/1.1 %d Planned\r\n".formatted(status));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    private Void accept() throws IOException {
        while (!entrance.isClosed()) {
            var socket = entrance.accept();
            sockets.add(socket);
            connections.incrementAndGet();
            threads.submit(() -> serve(socket));
        }
        return null;
    }

    private Void serve(Socket socket) throws IOException, InterruptedException {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (socket) {
            var request = read(new BufferedInputStream(socket.getInputStream()));
            received.add(request);
            var reaction = planned.poll();
            (reaction == null ? usual : reaction).to(request, new Line(socket));
        } catch (SSLException e) {
            // It was not trusted, and nothing was received.
        } finally {
            open.decrementAndGet();
        }
        return null;
    }

    private static Received read(InputStream in) throws IOException {
        var line = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Received(line, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new SocketException("the request ends early");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
