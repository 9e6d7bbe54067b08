package org.cliniccontent.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The floor: the HTTP server that the service is built on, and nothing else. It serves from memory the service's
 * responses, recorded at the start, so that the bytes on the wire are the same.
 */
final class FloorServer extends AbstractVerticle {

    private final int port;
    private final Map<String, RecordedEntity> entities;

    private FloorServer(int port, Map<String, RecordedEntity> entities) {
        this.port = port;
        this.entities = entities;
    }

    /** @param arguments the service's address, the port, the number of event loops, the headers, and the paths */
    public static void main(String... arguments) throws InterruptedException, ExecutionException {
        int port = Integer.parseInt(arguments[1]);
        int eventLoops = Integer.parseInt(arguments[2]);
        var headers = FloorHeaders.valueOf(arguments[3]);
        var paths = Arrays.asList(arguments).subList(4, arguments.length);

        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
        var entities = record(vertx, arguments[0], headers, paths);
        vertx.deployVerticle(() -> new FloorServer(port, entities), new DeploymentOptions().setInstances(eventLoops))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static Map<String, RecordedEntity> record(
            Vertx vertx, String service, FloorHeaders headers, List<String> paths)
            throws InterruptedException, ExecutionException {
        Map<String, RecordedEntity> entities = new HashMap<>();
        for (String path : paths) {
            var recorded = RecordedEntity.record(vertx, service + path, headers);
            entities.put(
                    path, recorded.toCompletionStage().toCompletableFuture().get());
        }
        return entities;
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private Future<Void> answer(HttpServerRequest request) {
        var entity = entities.get(request.uri());
        if (entity == null) {
            return request.response().setStatusCode(404).end();
        }
        var tag = request.headers().get(HttpHeaders.IF_NONE_MATCH);
        return entity.answer(tag).send(request.response());
    }
}
