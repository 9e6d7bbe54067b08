package org.cliniccontent.read;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.cache.ResponseCache;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How many statements a read takes, by PostgreSQL's own count: few, and as many for a large page as for a small one. */
@ServiceTest
class SqlStatementCountTest {

    private static final int MOST = 8;
    private static final int CONDITIONS = 70;

    private final Import bundles;
    private final Database database;
    private final ResponseCache cache;

    @Inject
    SqlStatementCountTest(Import bundles, Database database, ResponseCache cache) {
        this.bundles = bundles;
        this.cache = cache;
        this.database = database;
    }

    /** Returns the calls of each statement so far. */
    private Map<String, Long> executed() {
        Map<String, Long> calls = new HashMap<>();
        database.query("""
                        select query, sum(calls) from statistics.pg_stat_statements
                        where query not like '%pg_stat_statements%' and query !~* '^(begin|commit|rollback|set|show)'
                          and query not like '%pg_is_in_recovery%'
                          -- The work of the service in the background, which no read does.
                          and query !~ '(scheduled_release|known_hash|store_place|webhook_|audit_|api_key|clock_timestamp)'
                        group by query
                        """, row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(row -> calls.put(row.getKey(), row.getValue()));
        return calls;
    }

    /** Returns the statements that a read took. */
    private List<String> statementsFor(String path) {
        cache.clear();
        var before = executed();
        Api.json(path);
        return since(before);
    }

    private List<String> since(Map<String, Long> before) {
        List<String> statements = new ArrayList<>();
        executed()
                .forEach((query, calls) ->
                        statements.addAll(Collections.nCopies((int) (calls - before.getOrDefault(query, 0L)), query)));
        return statements;
    }

    private String publish() {
        var own = Bundles.unique();
        var cause = Bundles.condition(own + "-cause", "Cause", ", caveats: [" + own + "], references: [" + own + "]");
        var conditions = IntStream.range(0, CONDITIONS)
                .mapToObj(i -> Bundles.condition(
                        own + '-' + i,
                        "Condition " + i,
                        ", caveats: [%1$s], references: [%1$s], causedBy: [{condition: %1$s-cause, how: Somehow.}]"
                                .formatted(own)))
                .collect(Collectors.joining());
        bundles.run(
                Bundles.bytes(Bundles.document(own)
                        + "conditions:\n" + cause + conditions
                        + "caveats:\n  %s: {title: T, summary: S, statement: It may not., kind: SAFETY, severity: CRITICAL, passages: [%s], references: [%s]}\n"
                                .formatted(own, Bundles.QUOTE, own)
                        + "references:\n  %s: {title: T, summary: S, cslType: book, origin: EDITORIAL, citationKey: %s}\n"
                                .formatted(own, own)),
                "many",
                "test");
        return own;
    }

    @Test
    void aReadIsSeenByTheCount() {
        assertThat(statementsFor("/v1/conditions/osteoarthritis")).isNotEmpty();
    }

    @Test
    void whatWasReadBeforeTakesNone() {
        statementsFor("/v1/conditions?limit=7");
        var before = executed();
        Api.json("/v1/conditions?limit=7");
        Api.json("/v1/conditions?limit=7&total=false&sort=name");
        assertThat(since(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/treatments/stem-cell-therapy",
                "/v1/treatments/stem-cell-therapy?include=conditions,mscSources,deliveryMethods,references",
                "/v1/caveats/surgery-is-invasive",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/coverage",
                "/v1/treatments/stem-cell-therapy?asOf=2999-01-01"
            })
    void oneEntityTakesFewStatements(String path) {
        assertThat(statementsFor(path)).hasSizeLessThanOrEqualTo(MOST);
    }

    @Test
    void theChangesOfAReleaseTakeAsManyStatementsHoweverManyTheyAre() {
        // Which release is the first stays known.
        statementsFor("/v1/releases/1?limit=2");
        var small = statementsFor("/v1/releases/1?limit=1");
        assertThat(statementsFor("/v1/releases/1?limit=200"))
                .containsExactlyInAnyOrderElementsOf(small)
                .hasSizeLessThanOrEqualTo(MOST);
    }

    @Test
    void aLargePageTakesAsManyStatementsAsASmallOne() {
        var own = publish();
        // The first cursor of a process needs the secret that it is signed with.
        statementsFor("/v1/conditions?limit=1");
        for (String query : new String[] {
            "",
            "&include=causedBy,references",
            "&include=causedBy,references&total=true&sort=-updatedAt",
            "&kind=DISEASE&caveat=" + own + "&include=references"
        }) {
            var list = "/v1/conditions?document=" + own + query + "&limit=";
            assertThat(Api.json(list + 200).path("items").size()).isGreaterThanOrEqualTo(CONDITIONS);
            var small = statementsFor(list + 1);
            assertThat(statementsFor(list + 200))
                    .as(query)
                    .containsExactlyInAnyOrderElementsOf(small)
                    .hasSizeLessThanOrEqualTo(MOST);
        }
    }
}
