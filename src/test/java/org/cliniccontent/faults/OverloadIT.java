package org.cliniccontent.faults;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.cliniccontent.testing.Api;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten times as many concurrent requests as are served at once, on a slow database. */
@Tag("faults")
class OverloadIT {

    /** A multiple of the lanes' capacity: see ConcurrencyConfig. */
    private static final int TEN_TIMES_THE_READS = 100;

    private static final int ROUNDS = 5;
    private static final int SLOW_MILLIS = 20;

    @TempDir
    static Path folder;

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new Rig(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void theOverloadIsRefusedAndOthersAreServed() throws Exception {
        var key = Api.parse(rig.write().response().body()).path("key").asText();
        rig.proxy.delay(SLOW_MILLIS);
        var crowd = CompletableFuture.supplyAsync(OverloadIT::crowd);
        List<Rig.Timed> bystander = new ArrayList<>();
        while (!crowd.isDone()) {
            bystander.add(rig.ask(rig.service.request(Rig.uncached()).header("Authorization", "Bearer " + key)));
            var cached = rig.ask(rig.service.request(Rig.CACHED));
            assertThat(cached.status()).isEqualTo(200);
            assertThat(rig.readiness()).isEqualTo(200);
        }
        rig.proxy.delay(0);
        var answers = crowd.join();
        Map<Integer, Long> statuses =
                answers.stream().collect(Collectors.groupingBy(Rig.Timed::status, Collectors.counting()));
        System.out.println("Overload: " + statuses + ", longest " + Rig.longest(answers) + " ms; bystander: "
                + bystander.stream().collect(Collectors.groupingBy(Rig.Timed::status, Collectors.counting()))
                + ", longest " + Rig.longest(bystander) + " ms");
        assertThat(statuses.keySet()).isSubsetOf(200, 429, 503);
        assertThat(statuses.get(200)).isPositive();
        assertThat(bystander).hasSizeGreaterThan(1).allMatch(answer -> answer.status() == 200);

        // At once.
        assertThat(rig.read().status()).isEqualTo(200);
        assertThat(rig.write().status()).isEqualTo(201);
        assertThat(rig.service.metric("clinic_database_available")).isEqualTo(1);
    }

    private static List<Rig.Timed> crowd() {
        try {
            List<Rig.Timed> answers = new ArrayList<>();
            Callable<Rig.Timed> read = () -> {
                HttpRequest.Builder request = rig.service.request(Rig.uncached());
                return rig.ask(request);
            };
            for (int i = 0; i < ROUNDS; i++) {
                answers.addAll(rig.all(TEN_TIMES_THE_READS, read));
            }
            return answers;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
