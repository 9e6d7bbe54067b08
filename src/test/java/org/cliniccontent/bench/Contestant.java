package org.cliniccontent.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A server to compare.
 *
 * @param tag the client's tag, for If-None-Match
 * @param isJava whether it must be warmed up
 */
record Contestant(Server server, String path, String tag, boolean isJava, boolean conditional) {

    /** Headers that differ from one response to the next. */
    private static final Set<String> CHANGING = Set.of("Date", "ratelimit");

    static Contestant of(Server server, HotCase each) throws IOException, InterruptedException {
        return of(server, each.path(), each, true);
    }

    static Contestant ofFile(Nginx nginx, HotCase each, byte[] body) throws IOException, InterruptedException {
        nginx.put(each.name(), body);
        return of(nginx.server(), '/' + each.name(), each, false);
    }

    private static Contestant of(Server server, String path, HotCase each, boolean isJava)
            throws IOException, InterruptedException {
        var tag = server.get(path).headers().firstValue("ETag").orElseThrow();
        return new Contestant(server, path, tag, isJava, each.conditional());
    }

    Requests requests() {
        return conditional ? Requests.one(path, "If-None-Match: " + tag) : Requests.one(path);
    }

    /**
     * Requires equal responses: the floor's must equal the service's to the last header, the others' must have the same
     * body.
     */
    static void requireSameAnswers(List<Contestant> contestants, HotCase each)
            throws IOException, InterruptedException {
        var expected = contestants.get(0).ask();
        for (Contestant contestant : contestants) {
            var answer = contestant.ask();
            require(answer.statusCode() == each.status(), contestant, each, "status " + answer.statusCode());
            require(Arrays.equals(answer.body(), expected.body()), contestant, each, "another body");
        }
        var floor = contestants.get(1);
        require(headers(floor.ask()).equals(headers(expected)), floor, each, "other headers");
    }

    private static void require(boolean holds, Contestant contestant, HotCase each, String otherwise)
            throws IOException {
        if (!holds) {
            throw new IOException("%s, %s: %s".formatted(each.label(), contestant.server.name(), otherwise));
        }
    }

    private static Map<String, List<String>> headers(HttpResponse<?> answer) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers().map());
        CHANGING.forEach(headers::remove);
        return headers;
    }

    private HttpResponse<byte[]> ask() throws IOException, InterruptedException {
        return conditional ? server.get(path, "If-None-Match", tag) : server.get(path);
    }
}
