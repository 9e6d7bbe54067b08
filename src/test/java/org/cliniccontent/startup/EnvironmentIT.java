package org.cliniccontent.startup;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Responses do not depend on the environment of the service, from the first start in an empty folder on. */
class EnvironmentIT {

    private static final Pattern ASCII = Pattern.compile("[ -~]*");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    /** Fields that stay the same for an entity and time, whatever the start. */
    private static final List<String> SAME = List.of(
            "cache-control",
            "content-type",
            "content-release",
            "ratelimit-policy",
            "surrogate-key",
            "vary",
            "accept-ranges");

    @TempDir
    Path folder;

    @Test
    void answersAreTheSameUnderEveryLocaleZoneAndEncoding() throws Exception {
        var expected = answers("reference", "C.UTF-8", "UTC", "");
        for (var environment : List.of(
                List.of("arabic", "ar_EG.UTF-8", "Asia/Kathmandu", "-Duser.language=ar -Duser.country=EG"),
                List.of("turkish", "tr_TR.UTF-8", "America/St_Johns", "-Duser.language=tr -Duser.country=TR"),
                List.of(
                        "persian",
                        "C",
                        "Pacific/Niue",
                        "-Duser.language=fa -Duser.country=IR -Dfile.encoding=US-ASCII -Dsun.jnu.encoding=US-ASCII"))) {
            assertThat(answers(environment.get(0), environment.get(1), environment.get(2), environment.get(3)))
                    .as(environment.toString())
                    .isEqualTo(expected);
        }
    }

    private Map<String, String> answers(String name, String locale, String zone, String options) throws Exception {
        var home = Files.createDirectories(folder.resolve(name));
        EmbeddedPrograms.linkInto(home.resolve(".data/binaries"));
        var environment = Map.of(
                "LANG", locale,
                "LC_ALL", locale,
                "TZ", zone,
                "JAVA_TOOL_OPTIONS", options.isEmpty() ? "-Xshare:auto" : options + " -Duser.timezone=" + zone);
        try (var service = new PackagedService(home, environment).started()) {
            Map<String, String> answers = new LinkedHashMap<>();
            for (String path : List.of(
                    "/v1/conditions?limit=2",
                    "/v1/documents/stem-cell-therapy-for-cartilage-damage/source",
                    "/v1/treatments?sort=-name&limit=3",
                    "/v1/conditions?limit=0",
                    "/v1/conditions/no-such-condition",
                    "/problems")) {
                keep(answers, path, service.get(path));
            }
            var next = NEXT.matcher(header(service.get("/v1/conditions?limit=2"), "link"));
            assertThat(next.find()).isTrue();
            keep(answers, "next", service.get(next.group(1)));
            // A token has the time of its start in it: what it leads to is compared.
            var key = Files.readString(home.resolve(".data/admin-key")).strip();
            var changes = service.get("/v1/changes?limit=1", key);
            assertThat(changes.statusCode()).as(changes.body()).isEqualTo(200);
            assertAscii(changes);
            var following = NEXT.matcher(header(changes, "link"));
            assertThat(following.find()).isTrue();
            assertThat(service.get(following.group(1), key).statusCode()).isEqualTo(200);
            return answers;
        }
    }

    private static void keep(Map<String, String> answers, String path, HttpResponse<String> response) {
        assertAscii(response);
        answers.put(path, response.statusCode() + " " + withoutItsOwn(response.body()));
        SAME.forEach(header -> answers.put(path + ' ' + header, header(response, header)));
    }

    private static void assertAscii(HttpResponse<String> response) {
        response.headers().map().forEach((header, values) -> assertThat(values)
                .as(header)
                .allMatch(value -> ASCII.matcher(value).matches()));
    }

    /**
     * Returns the body without the values that every start creates: identifiers, the time of the release, and the
     * hashes and cursors of both.
     */
    private static String withoutItsOwn(String body) {
        return body.replaceAll("\"traceId\":\"[0-9a-f]+\"", "\"traceId\"")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
                .replaceAll("\"updatedAt\":\"[-0-9]{10}T[:0-9]{8}(\\.[0-9]{3,9})?Z\"", "\"updatedAt\"")
                .replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\"")
                .replaceAll("cursor=[\\w-]+", "cursor");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
