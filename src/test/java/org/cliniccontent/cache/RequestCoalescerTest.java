package org.cliniccontent.cache;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Of many requests for what is not there one makes it. */
class RequestCoalescerTest {

    private static final int REQUESTS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final RequestCoalescer leaders = new RequestCoalescer();
    private final BlockingQueue<RoutingContext> leading = new LinkedBlockingQueue<>();
    private final BlockingQueue<RoutingContext> waiting = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        var router = Router.router(vertx);
        router.route().handler(context -> leaders.leaderOf(context)
                .ifPresentOrElse(
                        leader -> {
                            RequestCoalescer.await(leader, context, () -> context.end("waited"));
                            waiting.add(context);
                        },
                        () -> leading.add(context)));
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> get(HttpClient client, String target) {
        return client.request(HttpMethod.GET, port, "localhost", target)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .map(Object::toString)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private RoutingContext leader() throws InterruptedException {
        var leader = leading.poll(10, TimeUnit.SECONDS);
        assertThat(leader).isNotNull();
        return leader;
    }

    @Test
    void oneLeadsAndTheOthersGoOnWhenItsAnswerIsThere() throws Exception {
        var client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(REQUESTS + 1));
        var led = get(client, "/a");
        var leader = leader();
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            others.add(get(client, "/a"));
        }
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(waiting.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        // Another target has its own leader.
        get(client, "/b");
        assertThat(leader().request().uri()).isEqualTo("/b");
        RequestCoalescer.done(leader);
        for (var other : others) {
            assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("waited");
        }
        leader.end("led");
        assertThat(led.get(10, TimeUnit.SECONDS)).isEqualTo("led");
    }

    @Test
    void aLeaderThatIsGoneHoldsNobodyUp() throws Exception {
        var client = vertx.createHttpClient();
        get(client, "/a");
        var leader = leader();
        var other = get(vertx.createHttpClient(), "/a");
        assertThat(waiting.poll(10, TimeUnit.SECONDS)).isNotNull();
        leader.request().connection().close();
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("waited");
        get(vertx.createHttpClient(), "/a");
        assertThat(leader().request().uri()).isEqualTo("/a");
    }

    @Test
    void whoseLeaderIsSlowGoesOnByItself() throws Exception {
        get(vertx.createHttpClient(), "/a");
        var leader = leader();
        var other = get(vertx.createHttpClient(), "/a");
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("waited");
        assertThat(leader.response().ended()).isFalse();
        leader.end("led");
    }
}
