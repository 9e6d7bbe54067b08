package org.cliniccontent.generator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.SourceText;
import org.cliniccontent.release.Candidate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GeneratorTest {

    private static final String USER = "postgres";
    private static final int ENTITIES = 500;

    /** A size that is not a multiple of a family's, so that the last family is cut. */
    private static final Plan CUT = new Plan(7, 523);

    private static final Plan PLAN = new Plan(42, ENTITIES);
    private static EmbeddedPostgres server;

    @BeforeAll
    static void load() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        Load.run(server.getJdbcUrl(USER, "postgres"), USER, PLAN);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void has_as_many_entities_as_asked_for() throws SQLException {
        assertThat(number("select count(*) from published_item where until_release is null"))
                .isEqualTo(ENTITIES);
        for (Kind kind : Kind.values()) {
            assertThat(number("select count(*) from published_item where until_release is null and type = '%s'"
                            .formatted(kind.typeName())))
                    .isEqualTo(PLAN.count(kind))
                    .isEqualTo(ENTITIES / Kind.FAMILY * kind.perFamily());
        }
        assertThat(all(CUT)).hasSize(523);
    }

    @Test
    void breaks_no_rule() {
        for (Plan plan : List.of(PLAN, CUT)) {
            var candidates = all(plan);
            Map<UUID, String> types = new HashMap<>();
            candidates.forEach(each -> types.put(each.id(), each.type().name()));
            var slugs = new HashSet<String>();
            for (Candidate candidate : candidates) {
                assertThat(kind(candidate).type().check(candidate.body())).isEmpty();
                assertThat(slugs.add(candidate.type().name() + '/' + candidate.slug()))
                        .isTrue();
                for (var link : candidate.links()) {
                    var id = UUID.fromString(link.node().path("id").asText());
                    assertThat(types).containsEntry(id, link.node().path("type").asText());
                }
            }
        }
    }

    @Test
    void quotes_exactly() {
        for (int family = 0; family < PLAN.families(); family++) {
            var source = new SourceText(new Family(PLAN, family).sourceText());
            var candidates = Rows.candidates(PLAN, family);
            var document = candidates.get(0);
            assertThat(document.body().path("sourceSha256").asText()).isEqualTo(CanonicalJson.sha256(source.text()));
            assertThat(document.body().path("sections")).last().satisfies(section -> assertThat(
                            section.path("end").asInt())
                    .isEqualTo(source.length()));
            for (Candidate candidate : candidates) {
                for (var passage : candidate.passages()) {
                    var node = passage.node();
                    assertThat(node.path("document").path("id").asText())
                            .isEqualTo(document.id().toString());
                    assertThat(source.between(
                                    node.path("start").asInt(), node.path("end").asInt()))
                            .isEqualTo(node.path("quote").asText());
                }
            }
        }
    }

    @Test
    void stores_the_rows_that_publishing_would() throws SQLException {
        long facets = 0;
        for (Candidate candidate : all(PLAN)) {
            facets += candidate.facets().values().stream()
                    .mapToInt(values -> values.size())
                    .sum();
            assertThat(number("""
                    select count(*) from published_item
                    where id = '%s' and until_release is null and sha256 = '%s'
                      and encode(sha256(convert_to(body, 'UTF8')), 'hex') = sha256
                    """.formatted(candidate.id(), candidate.sha256())))
                    .isOne();
        }
        assertThat(number("select count(*) from published_facet where until_release is null and field <> 'reviewDue'"))
                .isEqualTo(facets);
        // As PublishedRows works them out.
        assertThat(number("""
                select count(*) from (
                    select i.id, coalesce(i.review_due, min(p.review_due))::text as value from published_item i
                    left join published_facet f on f.id = i.id and f.field = 'document' and f.until_release is null
                    left join published_item p on p.id::text = f.value and p.until_release is null
                    where i.until_release is null group by i.id, i.review_due) w
                full join (select id, value from published_facet where field = 'reviewDue' and until_release is null) f
                    using (id, value)
                where value is not null and (w.id is null or f.id is null)
                """)).isZero();
        assertThat(number("select count(*) from published_facet where field = 'reviewDue'"))
                .isPositive();
    }

    @Test
    void has_a_past() throws SQLException {
        assertThat(number("select current from release_pointer")).isEqualTo(10);
        assertThat(number("select count(*) from published_item where until_release is not null"))
                .isPositive();
        assertThat(number("""
                select count(*) from release r
                where changes <> (select count(*) from published_item i where i.since_release = r.number)
                """)).isZero();
    }

    @Test
    void gives_the_same_for_the_same_seed() {
        var first = Rows.of(PLAN, 3);
        var again = Rows.of(PLAN, 3);
        assertThat(again.items.toString()).isEqualTo(first.items.toString());
        assertThat(again.facets.toString()).isEqualTo(first.facets.toString());
        assertThat(Rows.of(CUT, 3).items.toString()).isNotEqualTo(first.items.toString());
    }

    private static List<Candidate> all(Plan plan) {
        return IntStream.range(0, plan.families())
                .boxed()
                .flatMap(family -> Rows.candidates(plan, family).stream())
                .toList();
    }

    private static Kind kind(Candidate candidate) {
        return List.of(Kind.values()).stream()
                .filter(kind -> kind.typeName().equals(candidate.type().name()))
                .findFirst()
                .orElseThrow();
    }

    private static long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.getJdbcUrl(USER, "postgres"), USER, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
