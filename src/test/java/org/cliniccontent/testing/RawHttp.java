package org.cliniccontent.testing;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A client that sends requests byte by byte, which a regular client would not send. */
public final class RawHttp {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private RawHttp() {}

    /** A response up to the end of the connection: its status, head and content. */
    public record Answer(int status, String head, byte[] content) {

        public String body() {
            return new String(content, StandardCharsets.UTF_8);
        }

        /** Returns the lines of every field, by its name in lower case. */
        public Map<String, List<String>> fields() {
            return head.lines()
                    .skip(1)
                    .collect(Collectors.groupingBy(
                            line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                            TreeMap::new,
                            Collectors.mapping(
                                    line -> line.substring(line.indexOf(':') + 1)
                                            .strip(),
                                    Collectors.toList())));
        }

        /** Returns the lines of a field. */
        public List<String> field(String name) {
            return fields().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        }
    }

    /** Sends a request for a target, exactly as written, in ISO 8859-1. */
    public static Answer get(String target, String... headers) {
        var head = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + head + "\r\n");
    }

    public static Answer send(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return parse(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses a response. Interim responses are skipped. */
    private static Answer parse(byte[] bytes) {
        var answer = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = 0;
        int end = answer.indexOf(END_OF_HEAD);
        while (end >= 0 && answer.startsWith("HTTP/1.1 1", start)) {
            start = end + END_OF_HEAD.length();
            end = answer.indexOf(END_OF_HEAD, start);
        }
        if (!answer.startsWith("HTTP/1.", start) || end < 0) {
            throw new AssertionError("not an HTTP answer: " + answer);
        }
        return new Answer(
                Integer.parseInt(answer.substring(start + 9, start + 12)),
                answer.substring(start, end),
                Arrays.copyOfRange(bytes, end + END_OF_HEAD.length(), bytes.length));
    }
}
