package org.cliniccontent.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cliniccontent.testing.TcpProxy;
import org.cliniccontent.testing.TcpProxy.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A database of two hosts, of which the first is dead, and whose names may disappear. */
@Tag("faults")
class NamesAndHostsIT {

    private static final int TIMES = 30;

    @TempDir
    static Path folder;

    private static Path hosts;
    private static TcpProxy dead;
    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        hosts = folder.resolve("hosts");
        name();
        // Nobody answers there, whoever connects.
        dead = new TcpProxy(1);
        dead.set(Mode.HALF_OPEN);
        rig = new Rig(
                folder,
                folder.resolve("postgresql"),
                port -> "jdbc:postgresql://first.internal:" + dead.port() + ",second.internal:" + port + "/" + Rig.ROLE
                        + "?targetServerType=primary",
                Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts + " -Dsun.net.inetaddr.ttl=1"));
    }

    private static void name() throws IOException {
        Files.writeString(
                hosts,
                "127.0.0.1 localhost" + System.lineSeparator() + "127.0.0.1 first.internal" + System.lineSeparator()
                        + "127.0.0.1 second.internal" + System.lineSeparator());
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
        dead.close();
    }

    /** Checks that a dead host is no outage. All sessions are closed, so that the first host is tried again. */
    @Test
    void oneDeadHostOfTwoIsNoOutage() throws Exception {
        rig.recovered();
        for (int i = 0; i < TIMES; i++) {
            if (i % 10 == 0) {
                rig.endSessions();
            }
            var read = rig.read();
            Rig.assertInTime(read);
            assertThat(read.status()).as(read.response().body()).isIn(200, 503);
        }
        await("its sessions are there", () -> rig.read().status() == 200);
        for (int i = 0; i < TIMES; i++) {
            var read = rig.read();
            assertThat(read.status()).as(read.response().body()).isEqualTo(200);
            Rig.assertInTime(read);
        }
    }

    @Test
    void whileItsNamesAreNotFound() throws Exception {
        rig.recovered();
        rig.warm();
        Files.writeString(hosts, "127.0.0.1 localhost" + System.lineSeparator());
        try {
            // An address is kept for a second after it was found, by which a session can be made again.
            await("no address is known any more", () -> {
                rig.proxy.resetAll();
                Rig.assertInTime(rig.read());
                return rig.service.metric("clinic_database_available") == 0;
            });
            rig.all(40, rig::read).forEach(Rig::assertUnavailable);
            rig.all(10, rig::write).forEach(Rig::assertUnavailable);
            assertThat(rig.service.get(Rig.CACHED).statusCode()).isEqualTo(200);
            assertThat(rig.readiness()).isEqualTo(200);
        } finally {
            name();
        }
        rig.recovered();
    }
}
