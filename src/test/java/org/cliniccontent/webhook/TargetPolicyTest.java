package org.cliniccontent.webhook;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Permitted and forbidden targets, in every notation. */
class TargetPolicyTest {

    private static final Resolver NOBODY = host -> CompletableFuture.completedFuture(List.of());

    private static TargetPolicy targets(Resolver resolver, String... allowed) {
        return new TargetPolicy(resolver, config(allowed));
    }

    private static WebhooksConfig config(String... allowed) {
        return new SmallRyeConfigBuilder()
                // As Quarkus reads them: 5s, 30d.
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(WebhooksConfig.class)
                .withDefaultValue("clinic.webhooks.allowed-networks", String.join(",", allowed))
                .build()
                .getConfigMapping(WebhooksConfig.class);
    }

    private static List<InetAddress> addresses(TargetPolicy targets, String url) {
        return addresses(targets, targets.parse(url));
    }

    private static List<InetAddress> addresses(TargetPolicy targets, Target target) {
        try {
            return targets.addresses(target).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedTargetException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private static CompletableFuture<List<InetAddress>> found(InetAddress... addresses) {
        return CompletableFuture.completedFuture(List.of(addresses));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String host(String address) {
        return address.contains(":") ? '[' + address + ']' : address;
    }

    /** The first 23 are the table of Svix's own test, except for one unallocated range: see below. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            10.254.0.0,           false
            192.168.10.65,        false
            172.16.10.65,         false
            0.1.2.3,              false
            0.0.0.0,              false
            127.0.0.1,            false
            169.254.45.1,         false
            255.255.255.255,      false
            192.0.2.255,          false
            198.51.100.65,        false
            203.0.113.6,          false
            100.100.0.0,          false
            192.0.0.0,            false
            192.0.0.255,          false
            250.10.20.30,         false
            198.18.0.0,           false
            1.1.1.1,              true
            ::1,                  false
            2001:4860:4860::8888, true
            ::ffff:8.8.8.8,       true
            ::ffff:127.0.0.1,     false
            ::ffff:0.0.0.1,       false
            0:0:0:ffff::1,        false
            9.255.255.255,        true
            10.0.0.0,             false
            10.255.255.255,       false
            11.0.0.0,             true
            100.63.255.255,       true
            100.64.0.0,           false
            100.127.255.255,      false
            100.128.0.0,          true
            126.255.255.255,      true
            127.255.255.255,      false
            128.0.0.0,            true
            169.253.255.255,      true
            169.254.169.254,      false
            169.255.0.0,          true
            172.15.255.255,       true
            172.31.255.255,       false
            172.32.0.0,           true
            191.255.255.255,      true
            192.0.0.1,            false
            192.0.1.0,            true
            192.88.98.255,        true
            192.88.99.1,          false
            192.167.255.255,      true
            192.168.255.255,      false
            192.169.0.0,          true
            198.17.255.255,       true
            198.19.255.255,       false
            198.20.0.0,           true
            223.255.255.255,      true
            224.0.0.1,            false
            239.255.255.255,      false
            240.0.0.1,            false
            ::,                   false
            ::127.0.0.1,          false
            ::8.8.8.8,            false
            ::7f00:1,             false
            ::808:808,            false
            ::ffff:10.0.0.1,      false
            ::ffff:7f00:1,        false
            ::ffff:0:127.0.0.1,   false
            64:ff9b::7f00:1,      false
            64:ff9b::808:808,     false
            64:ff9b:1::1,         false
            100::1,               false
            2000::1,              true
            2001::1,              false
            2001:0:4136:e378:8000:63bf:3fff:fdd2, false
            2001:2::1,            false
            2001:20::1,           false
            2001:1ff:ffff::1,     false
            2001:200::1,          true
            2001:db8::1,          false
            2001:db9::1,          true
            2002:7f00:1::,        false
            2002:808:808::,       false
            2003::1,              true
            2606:4700::1111,      true
            3ffe::1,              true
            3fff::1,              false
            3fff:fff::1,          false
            3fff:1000::1,         true
            4000::1,              false
            5f00::1,              false
            fc00::1,              false
            fd00::1,              false
            fe80::1,              false
            fec0::1,              false
            ff02::1,              false
            """)
    void onlyPublicAddressesAreDialled(String address, boolean mayBeDialled) throws UnknownHostException {
        var expected = InetAddress.getByName(address);
        // Both as it is written in the URL, and as what a name stands for.
        var byName = targets(name -> found(expected));
        var written = "https://%s/x".formatted(host(address));
        if (mayBeDialled) {
            assertThat(addresses(targets(NOBODY), written)).containsExactly(expected);
            assertThat(addresses(byName, "https://partner.example/x")).containsExactly(expected);
        } else {
            assertThatThrownBy(() -> addresses(targets(NOBODY), written)).isInstanceOf(RefusedTargetException.class);
            assertThatThrownBy(() -> addresses(byName, "https://partner.example/x"))
                    .isInstanceOf(RefusedTargetException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "partner.example",
                "//partner.example/x",
                "/x",
                "https:",
                "https:partner.example",
                "https://",
                "https:///x",
                "ftp://partner.example/",
                "file:///etc/passwd",
                "gopher://partner.example/",
                "jar:https://partner.example/!/",
                "javascript:alert(1)",
                "https://user@partner.example/",
                "https://user:password@partner.example/",
                "https://partner.example@127.0.0.1/",
                "https://@partner.example/",
                "https://:@partner.example/",
                "https://partner.example#@127.0.0.1/",
                "https://partner.example/#fragment",
                "https://partner.example/#",
                "https://partner.example./",
                "https://127.0.0.1./",
                "https://.partner.example/",
                "https://partner..example/",
                "https://127.1/",
                "https://127.0.1/",
                "https://2130706433/",
                "https://0/",
                "https://017700000001/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://256.0.0.1/",
                "https://1.2.3.4.5/",
                "https://1.2.3.4x/",
                "https://partner.1/",
                "https://partner.0x1/",
                "https://partner%2eexample/",
                "https://%31%32%37.0.0.1/",
                "https://partner.example%00.internal/",
                "https://partner_.example/",
                "https://-partner.example/",
                "https://partner-.example/",
                "https://*.example/",
                "https://bücher.example/",
                "https://127。0。0。1/",
                "https://①②⑦.0.0.1/",
                "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
                "https://[::1/",
                "https://::1/",
                "https://[fe80::1%25eth0]/",
                "https://[fe80::1%eth0]/",
                "https://[::127.0.0.1.5]/",
                "https://[::8.8.8.8]/",
                "https://[::ffff:0:8.8.8.8]/",
                "https://[64:ff9b::8.8.8.8]/",
                "https://[::ffff:8.8.8]/",
                "https://[v1.x]/",
                "https://[]/",
                "https://partner.example:/",
                "https://partner.example:0/",
                "https://partner.example:65536/",
                "https://partner.example:99999999999/",
                "https://partner.example:-1/",
                "https://partner.example:+443/",
                "https://partner.example:443x/",
                "https://partner.example\\@127.0.0.1/",
                "https://partner.example\\.internal/",
                "https://partner.example /",
                " https://partner.example/",
                "https://partner.example/\t",
                "https://partner.example/\r\nX: y",
                "https://partner.example/\u0000",
                "https://partner.example/é",
                "https://partner.example/%",
                "https://partner.example/<",
                "https://partner.example/{id}"
            })
    void whatCanBeReadInTwoWaysIsRefused(String url) {
        var resolver = targets(host -> found(address("1.1.1.1")));
        assertThatThrownBy(() -> resolver.parse(url))
                .isInstanceOf(RefusedTargetException.class)
                .message()
                .matches("(must|is not) .*");
    }

    @Test
    void lengthsAreBounded() {
        var label = "a".repeat(63);
        var targets = targets(NOBODY);
        assertThat(targets.parse("https://%s.%s.example/".formatted(label, label))
                        .host())
                .hasSize(135);
        for (String url : List.of(
                "https://a%s.example/".formatted(label),
                "https://%s.example/".formatted(String.join(".", List.of(label, label, label, label))),
                "https://partner.example/" + "x".repeat(2000))) {
            assertThatThrownBy(() -> targets.parse(url)).isInstanceOf(RefusedTargetException.class);
        }
    }

    @Test
    void aTargetIsTakenApart() {
        var targets = targets(NOBODY);
        var target = targets.parse("HTTPS://Partner.Example:8443/hooks?a=b%20c");
        assertThat(target.host()).isEqualTo("partner.example");
        assertThat(target.port()).isEqualTo(8443);
        assertThat(target.tls()).isTrue();
        assertThat(target.uri()).hasToString("HTTPS://Partner.Example:8443/hooks?a=b%20c");
        assertThat(targets.parse("https://partner.example").port()).isEqualTo(443);
        assertThat(targets.parse("http://partner.example").port()).isEqualTo(80);
        assertThat(targets.parse("http://partner.example").tls()).isFalse();
        assertThat(targets.parse("https://xn--bcher-kva.example/").host()).isEqualTo("xn--bcher-kva.example");
        assertThat(targets.parse("https://[2606:4700::1111]:444/").host()).isEqualTo("2606:4700::1111");
    }

    @Test
    void oneAddressThatIsNotPublicIsOneTooMany() {
        assertThatThrownBy(() -> addresses(targets(resolving("8.8.8.8", "10.0.0.1")), "https://partner.example/"))
                .isInstanceOf(RefusedTargetException.class);
        assertThat(addresses(targets(resolving("8.8.8.8", "1.1.1.1")), "https://partner.example/"))
                .hasSize(2);
    }

    /** Checks that a name that changes its addresses is verified each time, and that the verified address is used. */
    @Test
    void aNameThatChangesItsMeaningIsCheckedEachTime() {
        Iterator<String> answers = List.of("8.8.8.8", "127.0.0.1").iterator();
        var targets = targets(host -> found(address(answers.next())));
        var target = targets.parse("https://partner.example/");
        assertThat(addresses(targets, target)).hasToString("[/8.8.8.8]");
        assertThatThrownBy(() -> addresses(targets, target)).isInstanceOf(RefusedTargetException.class);
    }

    @Test
    void aNameWithoutAnAddressIsRefusedWithTheSameWordsAsOneInside() {
        var messages = Stream.of(NOBODY, resolving("10.0.0.1"), (Resolver) host -> found())
                .map(resolver -> refusal(targets(resolver), "https://partner.example/"))
                .distinct();
        assertThat(messages).containsExactly("names a host that has no address, or one that is not public");
    }

    @Test
    void withoutTlsNothingPublicIsDialled() {
        assertThat(refusal(targets(resolving("8.8.8.8")), "http://partner.example/"))
                .isEqualTo("must begin with https://");
        assertThat(refusal(targets(NOBODY, "10.0.0.0/8"), "http://8.8.8.8/")).isEqualTo("must begin with https://");
    }

    @Test
    void whatIsAllowedIsDialledWithOrWithoutTls() {
        var targets = targets(resolving("10.1.2.3", "127.0.0.1"), "10.0.0.0/8", "127.0.0.1", "fd00::/8");
        for (String url : List.of(
                "http://receiver/",
                "https://receiver:8443/",
                "http://10.0.0.1:8080/",
                "http://[::ffff:10.0.0.1]/",
                "http://[fd00::1]/")) {
            assertThat(addresses(targets, url)).as(url).isNotEmpty();
        }
        for (String url :
                List.of("http://127.0.0.2/", "https://192.168.0.1/", "https://[fe80::1]/", "https://[::1]/")) {
            assertThatThrownBy(() -> addresses(targets, url)).as(url).isInstanceOf(RefusedTargetException.class);
        }
        assertThatThrownBy(() -> addresses(targets(resolving("10.0.0.1", "8.8.8.8"), "10.0.0.0/8"), "http://partner/"))
                .isInstanceOf(RefusedTargetException.class);
        assertThat(addresses(targets(resolving("10.0.0.1", "8.8.8.8"), "10.0.0.0/8"), "https://partner/"))
                .hasSize(2);
    }

    /** Checks that a name whose name servers are silent is not refused: it may have an address. */
    @Test
    void aNameThatNobodyAnswersForIsNotRefused() {
        var targets = targets(host -> CompletableFuture.failedFuture(new LookupException("silence")));
        assertThatThrownBy(() -> addresses(targets, "https://partner.example/"))
                .hasCauseInstanceOf(LookupException.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://a.example/x,          a.example:443
            http://a.example?x=1:2,       a.example:80
            https://A.Example:8443/x,     a.example:8443
            https://[2001:db8::1]/,       [2001:db8::1]:443
            http://[2001:db8::1]:8080/,   [2001:db8::1]:8080
            """)
    void endpointsOfOneTargetAreSeenToBe(String url, String authority) {
        assertThat(Target.authority(url)).isEqualTo(authority);
    }

    private static Resolver resolving(String... literals) {
        return host -> found(Stream.of(literals).map(TargetPolicyTest::address).toArray(InetAddress[]::new));
    }

    private static String refusal(TargetPolicy targets, String url) {
        try {
            return "was not refused: " + addresses(targets, url);
        } catch (RefusedTargetException e) {
            return e.getMessage();
        }
    }
}
