package org.cliniccontent.http.address;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The origin of a request: addresses, ranges, and the proxies' headers. */
class ClientAddressTest {

    private static final List<Network> TRUSTED =
            List.of(Network.of("10.0.0.0/8"), Network.of("192.0.2.7"), Network.of("2001:db8:1::/48"));

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "::ffff:c000:201, 192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1, 2001:db8::",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
        "fe80::1%eth0, fe80::1, fe80::",
        "0:0:0:0:0:0:0:1, ::1, ::",
        "255.255.255.255, 255.255.255.255, 255.255.255.255"
    })
    void anAddressHasOneSpellingAndIsCountedAsOneSubscriber(String written, String canonical, String counted) {
        var address = ClientAddress.parse(written).orElseThrow();
        assertThat(address).hasToString(canonical);
        assertThat(address.subscriber()).hasToString(counted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "unknown",
                "_hidden",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.4 ",
                "2130706433",
                "0x7f.1",
                ":::",
                "1::2::3",
                "12345::",
                "1.2.3.4/8",
                "1.2.3.4:80",
                "٣.٣.٣.٣"
            })
    void whatIsNotAnAddressIsNotLookedUp(String written) {
        assertThat(ClientAddress.parse(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.1.2.3/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "10.0.0.0/8, a00::1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.9, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/31, 192.0.2.6, true",
        "2001:db8::/63, 2001:db8:0:1::1, true",
        "2001:db8::/64, 2001:db8:0:1::1, false",
        "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "::ffff:10.0.0.0/8, 10.9.9.9, true"
    })
    void aRangeHasWhatBeginsLikeIt(String range, String address, boolean contained) {
        assertThat(Network.of(range).contains(ClientAddress.parse(address).orElseThrow()))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "proxy", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "/8", "10.0.0.0/8/8", "10/8"})
    void aRangeThatIsNoneIsRefused(String range) {
        assertThatThrownBy(() -> Network.of(range)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a stranger's header is not read        | 203.0.113.9 | 198.51.100.1                        | 203.0.113.9",
                "also not if he names a proxy           | 203.0.113.9 | 10.0.0.1                            | 203.0.113.9",
                "a proxy is believed                    | 10.0.0.1    | 198.51.100.1                        | 198.51.100.1",
                "only the last word, by whoever calls it | 10.0.0.1   | 1.1.1.1, 198.51.100.1               | 198.51.100.1",
                "through several proxies                | 10.0.0.1    | 1.1.1.1, 198.51.100.1, 10.9.9.9, 192.0.2.7 | 198.51.100.1",
                "a proxy in IPv6                        | 2001:db8:1::5 | 198.51.100.1                      | 198.51.100.1",
                "a mapped proxy                         | ::ffff:10.0.0.1 | 198.51.100.1                    | 198.51.100.1",
                "with a port                            | 10.0.0.1    | 198.51.100.1:4711                   | 198.51.100.1",
                "IPv6                                   | 10.0.0.1    | 2001:db8::9                         | 2001:db8::9",
                "IPv6 with a port                       | 10.0.0.1    | [2001:db8::9]:4711                  | 2001:db8::9",
                "no header                              | 10.0.0.1    | -                                   | 10.0.0.1",
                "an empty header                        | 10.0.0.1    | ''                                  | 10.0.0.1",
                "nothing but proxies                    | 10.0.0.1    | 10.0.0.3, 10.0.0.2                  | 10.0.0.3",
                "garbage                                | 10.0.0.1    | unknown                             | 10.0.0.1",
                "garbage behind the second proxy        | 10.0.0.1    | 198.51.100.1, what?, 10.0.0.2       | 10.0.0.2",
                "garbage to the left of the client      | 10.0.0.1    | what? \", 198.51.100.1              | 198.51.100.1",
                "an empty element                       | 10.0.0.1    | 198.51.100.1,                       | 10.0.0.1",
                "a name                                 | 10.0.0.1    | localhost                           | 10.0.0.1",
                "half an address                        | 10.0.0.1    | [2001:db8::9                        | 10.0.0.1",
                "two lines                              | 10.0.0.1    | 198.51.100.1#10.0.0.2               | 198.51.100.1",
                "two lines, the client's first          | 10.0.0.1    | 1.1.1.1#198.51.100.1                | 198.51.100.1"
            })
    void xForwardedForIsReadFromTheRightAsFarAsProxiesWroteIt(String what, String peer, String lines, String client) {
        assertThat(client(ProxyHeader.X_FORWARDED_FOR, peer, lines)).as(what).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10.0.0.1    | for=198.51.100.1                                    | 198.51.100.1",
                "203.0.113.9 | for=198.51.100.1                                    | 203.0.113.9",
                "10.0.0.1    | For=\"198.51.100.1:80\";proto=https;by=10.0.0.1     | 198.51.100.1",
                "10.0.0.1    | proto=http; FOR = \"[2001:db8::9]:80\"              | 2001:db8::9",
                "10.0.0.1    | for=1.1.1.1, for=198.51.100.1;by=\"a,b;for=c\", for=10.0.0.2 | 198.51.100.1",
                "10.0.0.1    | for=\", for=198.51.100.1                            | 198.51.100.1",
                "10.0.0.1    | for=1.1.1.1;for=2.2.2.2                             | 10.0.0.1",
                "10.0.0.1    | for=unknown                                         | 10.0.0.1",
                "10.0.0.1    | for=_hidden, for=10.0.0.2                           | 10.0.0.2",
                "10.0.0.1    | by=10.0.0.1                                         | 10.0.0.1",
                "10.0.0.1    | 198.51.100.1                                        | 10.0.0.1",
                "10.0.0.1    | for=1.1.1.1#for=198.51.100.1                        | 198.51.100.1"
            })
    void forwardedIsReadAlike(String peer, String lines, String client) {
        assertThat(client(ProxyHeader.FORWARDED, peer, lines)).isEqualTo(client);
    }

    private static String client(ProxyHeader header, String peer, String lines) {
        return new ProxyChain(TRUSTED, header)
                .client(ClientAddress.parse(peer).orElseThrow(), lines == null ? List.of() : List.of(lines.split("#")))
                .toString();
    }

    @Test
    void withoutTrustedProxiesNobodyIsBelieved() {
        var peer = ClientAddress.parse("10.0.0.1").orElseThrow();
        assertThat(new ProxyChain(List.of(), ProxyHeader.X_FORWARDED_FOR).client(peer, List.of("198.51.100.1")))
                .isEqualTo(peer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X_FORWARDED_FOR | https | true",
                "X_FORWARDED_FOR | HTTPS | true",
                "X_FORWARDED_FOR | http, https | true",
                "X_FORWARDED_FOR | https, http | false",
                "X_FORWARDED_FOR | '' | false",
                "FORWARDED | for=192.0.2.1;proto=https | true",
                "FORWARDED | proto=\"https\";for=\"[2001:db8::1]\" | true",
                "FORWARDED | Proto = https | true",
                "FORWARDED | proto=https, for=192.0.2.1;proto=http | false",
                "FORWARDED | proto=https, for=192.0.2.1 | false",
                "FORWARDED | by=\"proto=https | false",
                "FORWARDED | '' | false"
            })
    void onlyTheLastProxySaysHowTheClientAsked(ProxyHeader header, String field, boolean isSecure) {
        assertThat(new ProxyChain(TRUSTED, header).isSecure(List.of(field))).isEqualTo(isSecure);
    }
}
