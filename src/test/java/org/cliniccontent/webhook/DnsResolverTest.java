package org.cliniccontent.webhook;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.webhook.FakeNameServer.Answer;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Names are resolved by the system's rules, but silence delays no other name, and does not count as "no such name". */
@Timeout(60)
class DnsResolverTest {

    private static final String NAME = "partner.example";
    private static final HostsFileEntriesProvider HOSTS = hosts("10.1.2.3 listed alias");

    private FakeNameServer server;
    private DnsResolver resolver;

    @BeforeEach
    void start() throws IOException {
        server = new FakeNameServer();
        resolver = new DnsResolver(Settings.USUAL.nameServer(NameServer.of(server.address())));
    }

    @AfterEach
    void stop() throws IOException {
        resolver.stop();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOOPBACK", "LOOPBACK_BY_TCP", "LOOPBACK_IPV6_SILENT", "SILENCE_ONCE"})
    void aNameThatHasAnAddressIsFound(Answer answer) {
        server.answer(NAME, answer);
        assertThat(resolver.resolve(NAME).join()).hasToString("[/127.0.0.1]");
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "SERVFAIL", "REFUSED", "GARBAGE"})
    void whoseNameServersAreAwayIsNotSaidToHaveNone(Answer answer) {
        server.answer(NAME, answer);
        assertThatThrownBy(() -> resolver.resolve(NAME).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LookupException.class);
    }

    @Test
    void whatDoesNotExistOrHasNoAddressHasNone() {
        server.answer(NAME, Answer.NO_ADDRESS);
        assertThat(resolver.resolve(NAME).join()).isEmpty();
        assertThat(resolver.resolve("no." + NAME).join()).isEmpty();
    }

    /** Checks many silent names at once, for each of which the JDK would block a thread. */
    @Test
    void silentNamesHoldUpNoOthers() {
        server.answer(".silent.example", Answer.SILENCE).answer(NAME, Answer.LOOPBACK);
        List<CompletableFuture<List<InetAddress>>> silent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            silent.add(resolver.resolve(i + ".silent.example"));
        }
        assertThat(resolver.resolve(NAME).join()).hasSize(1);
        assertThat(silent).noneMatch(CompletableFuture::isDone);
        silent.forEach(lookup -> assertThatThrownBy(lookup::join).hasCauseInstanceOf(LookupException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "partner.invalid", "invalid", "a.localhost"})
    void whatTheStandardsSayIsAskedOfNobody(String name) {
        var found = resolver.resolve(name).orTimeout(1, TimeUnit.SECONDS).join();
        assertThat(found.isEmpty()).isEqualTo(name.endsWith("invalid"));
        assertThat(found).allMatch(InetAddress::isLoopbackAddress);
        assertThat(server.questions()).isZero();
    }

    private static HostsFileEntriesProvider hosts(String file) {
        try {
            return HostsFileEntriesProvider.parser().parse(new StringReader(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theHostsFileComesFirst() {
        assertThat(settings(server).fromHostsFile("alias")).hasToString("[alias/10.1.2.3]");
        assertThat(settings(server).fromHostsFile("other")).isEmpty();
    }

    private static ResolverSettings settings(FakeNameServer server, String... lines) {
        var servers = server == null
                ? List.<InetSocketAddress>of()
                : List.of(NameServer.of(server.address()).address());
        return ResolverSettings.of(List.of(lines), servers, HOSTS);
    }

    /** Checks the search list of a pod in a cluster. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hook              | hook.shop.svc.cluster.local,hook.svc.cluster.local,hook.cluster.local,hook
            hook.partners.svc | hook.partners.svc.shop.svc.cluster.local,hook.partners.svc.svc.cluster.local,\
            hook.partners.svc.cluster.local,hook.partners.svc
            a.b.c.d.e.example | a.b.c.d.e.example,a.b.c.d.e.example.shop.svc.cluster.local,\
            a.b.c.d.e.example.svc.cluster.local,a.b.c.d.e.example.cluster.local
            """)
    void namesAreTriedInTheDomainsOfTheCluster(String host, String candidates) {
        var settings = settings(
                null,
                "nameserver 10.96.0.10",
                "search shop.svc.cluster.local svc.cluster.local cluster.local",
                "options ndots:5");
        assertThat(settings.candidates(host)).isEqualTo(List.of(candidates.split(",")));
        assertThat(settings.servers()).containsExactly(new InetSocketAddress("10.96.0.10", 53));
    }

    @Test
    void aServiceOfTheClusterIsFoundByItsShortName() {
        server.answer("hook.partners.svc.cluster.local", Answer.LOOPBACK);
        var settings = settings(server, "search shop.svc.cluster.local cluster.local", "options timeout:1 ndots:5");
        assertThat(resolver.lookUp(settings, "hook.partners.svc").join()).hasSize(1);
        assertThat(server.asked())
                .containsExactly("hook.partners.svc.shop.svc.cluster.local", "hook.partners.svc.cluster.local");
    }

    @Test
    void aServerThatIsAwayMakesWayForTheNext() throws IOException {
        server.answer(NAME, Answer.LOOPBACK);
        try (var away = new FakeNameServer()) {
            away.answer(NAME, Answer.SILENCE);
            var both = ResolverSettings.of(
                    List.of(),
                    List.of(
                            NameServer.of(away.address()).address(),
                            NameServer.of(server.address()).address()),
                    HOSTS);
            assertThat(resolver.lookUp(both, NAME).join()).hasSize(1);
        }
    }

    @Test
    void aFileThatSaysNothingOfUseIsReadAllTheSame() {
        var settings = settings(
                null, "# comment", "", "nameserver example.org", "nameserver", "options", "options ndots:x", "search");
        assertThat(settings.servers()).containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
        assertThat(settings.candidates("a")).containsExactly("a");
        assertThat(settings(null, "nameserver ::1", "nameserver 10.0.0.1", "search .")
                        .candidates("a"))
                .containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.53,       192.0.2.53,   53",
        "192.0.2.53:5353,  192.0.2.53,   5353",
        "2001:db8::53,     2001:db8::53, 53",
        "[2001:db8::53]:1, 2001:db8::53, 1",
        "[2001:db8::53],   2001:db8::53, 53"
    })
    void operatorsWriteNameServersAsAddresses(String text, String address, int port) throws IOException {
        assertThat(NameServer.of(text).address())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns.example", "", ":53", "192.0.2.53:x", "192.0.2.53:99999"})
    void whatIsNoAddressOfANameServerIsRefused(String text) {
        assertThatThrownBy(() -> NameServer.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
