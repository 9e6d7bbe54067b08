package org.cliniccontent.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A connection from a chosen address, to which any bytes can be written. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    /** A response, or the part that arrived before the connection ended; status 0 if none did. */
    record Answer(int status, String head, String body) {

        boolean isProblem() {
            return head.toLowerCase(Locale.ROOT).contains("application/problem+json");
        }
    }

    private final Socket socket;

    RawClient(int port, String from) throws IOException {
        socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    }

    /** Sends one request on a connection of its own; the request says that it is the only one. */
    static Answer exchange(int port, String from, String request) throws IOException {
        try (var client = new RawClient(port, from)) {
            client.write(request);
            return client.answer();
        }
    }

    static String get(String target, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n";
    }

    /** Returns the head of a request whose body is still to be written. */
    static String head(String method, String target, String key, String type, long length) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + key
                + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + (method.equals("PUT") ? "\r\nIf-None-Match: *" : "") + "\r\n\r\n";
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads everything up to the end of the connection. */
    Answer answer() throws IOException {
        byte[] bytes;
        try {
            bytes = socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // Cut: what was already read is lost with it.
            return new Answer(0, "", "");
        }
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        if (!text.startsWith("HTTP/1.") || end < 0) {
            return new Answer(0, text, "");
        }
        var body = Arrays.copyOfRange(bytes, end + END_OF_HEAD.length(), bytes.length);
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                text.substring(0, end),
                new String(body, StandardCharsets.UTF_8));
    }

    /** Reads the status line of a response on a connection that may stay open; empty if it ends before. */
    String statusLine() throws IOException {
        var line = new StringBuilder();
        try {
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
        } catch (SocketException e) {
            return "";
        }
        return line.toString();
    }

    /**
     * Reads one more byte.
     *
     * @return whether the connection has ended instead
     */
    boolean hasEnded() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Ends the connection as a killed process does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
