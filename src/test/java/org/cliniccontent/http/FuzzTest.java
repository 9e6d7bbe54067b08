package org.cliniccontent.http;

import java.util.List;
import java.util.Random;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Random and hostile requests to every read: no response is an error of the service. */
@ServiceTest
class FuzzTest {

    private static final int REQUESTS = 600;

    private static final List<String> PATHS = List.of(
            "/v1",
            "/v1/documents",
            "/v1/conditions",
            "/v1/treatments",
            "/v1/msc-sources",
            "/v1/delivery-methods",
            "/v1/caveats",
            "/v1/references",
            "/v1/releases",
            "/v1/releases/1",
            "/problems",
            "/v1/documents/@",
            "/v1/conditions/@",
            "/v1/treatments/@",
            "/v1/msc-sources/@",
            "/v1/delivery-methods/@",
            "/v1/caveats/@",
            "/v1/references/@",
            "/v1/releases/@",
            "/v1/documents/@/source",
            "/v1/documents/@/coverage",
            "/problems/@",
            "/@",
            "/v1/@",
            "/v1/conditions/osteoarthritis",
            "/v1/treatments/stem-cell-therapy",
            "/v1/documents/stem-cell-therapy-for-cartilage-damage/coverage");

    private static final List<String> NAMES = List.of(
            "limit",
            "cursor",
            "sort",
            "total",
            "fields",
            "include",
            "release",
            "asOf",
            "updatedSince",
            "reviewStatus",
            "kind",
            "category",
            "code",
            "causedBy",
            "caveat",
            "reference",
            "document",
            "affectedJoint",
            "tissue",
            "locale",
            "guidance",
            "condition",
            "mscSource",
            "deliveryMethod",
            "",
            "x",
            "%00",
            "%",
            "a[b]");

    private static final List<String> VALUES = List.of(
            "",
            "1",
            "0",
            "-1",
            "200",
            "9223372036854775807",
            "99999999999999999999",
            "1e3",
            "name",
            "-name",
            "title",
            "true",
            "osteoarthritis",
            "INJURY",
            "SURGICAL",
            "OVERDUE",
            "CURRENT",
            "2026-01-01",
            "0000-01-01",
            "9999-12-31",
            "9999-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00.000000001Z",
            "2026-01-01T00:00:00%2B18:00",
            "%2B292278994-08-17",
            "a%7Cb",
            "http://id.nlm.nih.gov/mesh%7CD010003",
            "%00",
            "%FF",
            "%C3%28",
            "%ED%A0%80",
            "%F4%8F%BF%BF",
            "%EF%BF%BF",
            "%F0%9F%98%80",
            "'%20or%201=1--",
            "%25",
            "%5C",
            "%7B%7D",
            "%22",
            "$%7B7*7%7D",
            "*",
            "%0d%0aX-Injected:1",
            "references,causedBy",
            "mscSources",
            "caveats",
            "AAAAAAAAAAAAAAAA",
            "%2e%2e%2f",
            "null",
            "NaN",
            "a".repeat(2_001),
            "%E2%80%AE",
            "%C2%85",
            "|",
            "[",
            "`");

    private static final List<String> HEADERS = List.of(
            "Accept: */*",
            "Accept: text/html",
            "Accept: x",
            "Accept: ,,;q",
            "If-None-Match: *",
            "If-None-Match: \"",
            "If-None-Match: W/",
            "traceparent: 00-0-0-0",
            "traceparent: \u00ff",
            "Origin: null",
            "X-Odd: \u0001",
            "Accept-Encoding: gzip;q=x",
            "Range: bytes=9-1",
            "Content-Type: nonsense",
            "Expect: 100-continue",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: evil",
            "Forwarded: for=\"",
            "Cookie: ;;=",
            "Accept-Language: \u00e9",
            "If-Modified-Since: then",
            "Authorization: Bearer x",
            "Content-Length: 0");

    private final Random random;
    private final long seed;

    FuzzTest() {
        seed = Long.getLong("fuzz.seed", new Random().nextLong());
        random = new Random(seed);
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int kind = random.nextInt(4);
            text.append(
                    switch (kind) {
                        case 0 -> "%%%02X".formatted(random.nextInt(256));
                        case 1 -> Character.toString('!' + random.nextInt(94));
                        default -> Character.toString('a' + random.nextInt(26));
                    });
        }
        return text.toString();
    }

    private String target() {
        var target = new StringBuilder(any(PATHS).replace("@", random.nextBoolean() ? text() : any(VALUES)));
        char separator = '?';
        for (int i = random.nextInt(4); i > 0; i--) {
            target.append(separator)
                    .append(any(NAMES))
                    .append('=')
                    .append(random.nextInt(4) == 0 ? text() : any(VALUES));
            separator = '&';
        }
        return target.toString();
    }

    @Test
    void noRequestIsAnsweredWithAFaultOfTheService() {
        for (int i = 0; i < REQUESTS; i++) {
            var target = target();
            var header = any(HEADERS);
            var answer = RawHttp.get(target, header);
            var request = "-Dfuzz.seed=%d, request %d: %s (%s) -> %s".formatted(seed, i, target, header, answer.body());
            assertThat(answer.status()).as(request).isBetween(200, 499);
            assertThat(answer.head()).as(request).doesNotContainIgnoringCase("x-injected");
            // What the HTTP server itself cannot parse never reaches the service, and has no body.
            if (answer.status() >= 400 && !answer.body().isEmpty()) {
                assertThat(answer.head()).as(request).containsIgnoringCase("content-type: application/problem+json");
                assertThat(Api.parse(answer.body()).path("status").asInt())
                        .as(request)
                        .isEqualTo(answer.status());
            }
        }
    }
}
