package org.cliniccontent.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is published: its export imports into an empty store to the same state, entity by entity. */
class ExportImportIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = ApiKeySecret.generate().secret();
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);

    private static EmbeddedPostgres server;
    private static PackagedService service;

    @BeforeContainer
    static void start() throws Exception {
        server = EmbeddedPostgres.builder().setPGStartupWait(STARTUP_WAIT).start();
        Path folder = Files.createTempDirectory("export");
        service = new PackagedService(
                        folder,
                        Map.of(
                                "QUARKUS_DATASOURCE_JDBC_URL", server.getJdbcUrl("postgres", "postgres"),
                                "QUARKUS_DATASOURCE_USERNAME", "postgres",
                                "CLINIC_ACCESS_ADMIN_KEY", KEY,
                                "CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true",
                                "CLINIC_LIMITS_CALLER_REQUESTS", "1000000000"))
                .started();
    }

    @AfterContainer
    static void stop() throws Exception {
        service.close();
        server.close();
    }

    /** Lines with what is hard to keep: beyond the BMP, combining, for private use, and what YAML and JSON escape. */
    @Provide
    Arbitrary<List<String>> sentences() {
        return Arbitraries.strings()
                .withChars("ab \"'\\#:-{}[]*&!|>%@`,?~<=\u00a0\u0301\u06dd\ue000".toCharArray())
                .ofMaxLength(12)
                .map(text -> text.replace("a", "😀"))
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void anExportImportsToTheSameState(
            @ForAll("sentences") List<String> sentences,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 99) Integer> numbers)
            throws Exception {
        var bundle = new GeneratedBundle(sentences, numbers).json();
        empty();
        imported("application/json", bundle.toString(), bundle);
        var digest = digest();
        for (String type : List.of("application/yaml", "application/json")) {
            var exported = service.send(service.request("/v1/export")
                    .header("Authorization", "Bearer " + KEY)
                    .header("Accept", type));
            assertThat(exported.statusCode()).isEqualTo(200);
            var again = imported(type, exported.body(), bundle);
            assertThat(again.path("drafts"))
                    .as("importing it where it is: %s", bundle)
                    .isEmpty();
            empty();
            imported(type, exported.body(), bundle);
            assertThat(digest()).as("%s of %s", type, bundle).isEqualTo(digest);
        }
    }

    private static JsonNode imported(String type, String body, JsonNode bundle) throws Exception {
        HttpResponse<String> response = service.send(service.request("/v1/imports?release=true&message=m")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode())
                .as("%s%nimporting %s%nof %s", response.body(), body, bundle)
                .isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** As before the first release. */
    private static void empty() throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            List<String> tables = new ArrayList<>();
            try (var rows = statement.executeQuery("""
                    select format('%I', tablename) from pg_tables where schemaname = 'public'
                    and tablename not in ('flyway_schema_history', 'release_pointer', 'review_watch',
                                          'sync_secret')
                    """)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            statement.execute("truncate " + String.join(", ", tables));
            statement.execute("update release_pointer set current = 0, hash = repeat('0', 64)");
            statement.execute("update review_watch set release = 0");
            statement.execute("set session_replication_role = origin");
        }
    }

    /** The root of 256 buckets, by the first byte of SHA-256({@code type/id}). */
    private static String digest() throws Exception {
        Map<Integer, TreeMap<String, String>> buckets = new TreeMap<>();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select type || '/' || id, sha256 from published_item
                        where until_release is null and state = 'PUBLISHED'
                        """)) {
            while (rows.next()) {
                int bucket = Byte.toUnsignedInt(sha256(rows.getString(1).getBytes(StandardCharsets.UTF_8))[0]);
                buckets.computeIfAbsent(bucket, key -> new TreeMap<>())
                        .put(rows.getString(1), rows.getString(1) + '/' + rows.getString(2) + '\n');
            }
        }
        var root = MessageDigest.getInstance("SHA-256");
        for (int bucket : IntStream.range(0, 256).toArray()) {
            var lines = String.join(
                    "", buckets.getOrDefault(bucket, new TreeMap<>()).values());
            root.update(sha256(lines.getBytes(StandardCharsets.UTF_8)));
        }
        return HexFormat.of().formatHex(root.digest());
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
