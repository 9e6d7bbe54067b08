package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.PackagedService;

/** A caller that uses the instances in turn. */
final class Client {

    final String name;
    final Random random;

    private final Scene scene;
    private final String key;

    Client(Scene scene, String name, String key, long seed) {
        this.scene = scene;
        this.name = name;
        this.key = key;
        this.random = new Random(seed);
    }

    /** A response. */
    record Answer(int status, String tag, String text) {

        static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(), response.headers().firstValue("ETag").orElse(""), response.body());
        }

        boolean isDone() {
            return status < 300;
        }

        JsonNode json() {
            return text.isEmpty() ? MissingNode.getInstance() : Api.parse(text);
        }
    }

    Answer get(String path) throws InterruptedException {
        return send("read", "GET", path, null);
    }

    /** Sends a write, and counts those that had an effect. */
    Answer write(String action, String method, String path, String body, String... headers)
            throws InterruptedException {
        var answer = send(action, method, path, body, headers);
        if (answer.isDone()) {
            scene.tally.wrote();
        }
        return answer;
    }

    Answer send(String action, String method, String path, String body, String... headers) throws InterruptedException {
        var instance = instance();
        var request = instance.request(path).header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body != null && !hasType(headers)) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        var answer = Answer.of(instance.send(request));
        scene.tally.answered(action, answer.status(), answer.text());
        return answer;
    }

    private static boolean hasType(String... headers) {
        return headers.length > 0 && headers[0].equals("Content-Type");
    }

    private PackagedService instance() {
        // As they are now: one may be taken out meanwhile.
        var instances = List.copyOf(scene.instances);
        return instances.get(random.nextInt(instances.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
