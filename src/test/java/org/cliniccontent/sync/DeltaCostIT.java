package org.cliniccontent.sync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cost of a delta does not grow with the content: among twenty times as many entities PostgreSQL reads as many
 * pages and rows for the service's statements, both with custom and with generic plans.
 */
class DeltaCostIT {

    private static final int FEW = 500;
    private static final int MANY = 20 * FEW;
    private static final int CHANGES = 10;

    /** The rows per change: in its own segment, among the removals, and at each depth that exists. */
    private static final long ROWS_EACH = 20;

    private static final double FACTOR = 1.5;

    /** The tolerance for larger content: an index is a level deeper, and rows of one page lie on several. */
    private static final long CONSTANT = 100;

    private static final String PLANS = "plan_cache_mode";
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    static Path folder;

    private static ExplainedDatabase database;
    private static ExplainedStore few;
    private static ExplainedStore many;

    @BeforeAll
    static void start() throws Exception {
        database = new ExplainedDatabase(folder);
        few = new ExplainedStore(database, folder, FEW);
        many = new ExplainedStore(database, folder, MANY);
        few.begin();
        many.begin();
        database.explain();
    }

    @AfterAll
    static void stop() throws Exception {
        few.close();
        many.close();
        database.close();
    }

    /** Returns entities that exist in both stores. */
    private static List<UUID> chosen() throws Exception {
        List<UUID> chosen = new ArrayList<>();
        chosen.addAll(
                few.ids("select id from link_depth where depth > 1 and until_release is null order by id limit 4"));
        chosen.addAll(few.ids("""
                select id from published_item
                where until_release is null and type in ('treatment', 'reference') order by md5(id::text) limit 6
                """));
        return chosen;
    }

    private static void usePlans(String mode) throws Exception {
        database.set(PLANS, mode);
        if (mode.equals("force_generic_plan")) {
            for (var store : List.of(few, many)) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
                while (!usesGenericPlans(store)) {
                    assertThat(System.nanoTime()).as("its sessions notice").isLessThan(end);
                }
            }
        }
    }

    private static boolean usesGenericPlans(ExplainedStore store) throws Exception {
        store.follow();
        store.release(store.drafts().prepare(chosen(), content -> {}));
        return store.ofDelta(CHANGES).stream()
                .filter(each -> each.mentions("link_depth d"))
                .allMatch(Executed::isGeneric);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void aDeltaCostsWhatChanged(String mode) throws Exception {
        usePlans(mode);
        List<List<Executed>> deltas = new ArrayList<>();
        for (var store : List.of(few, many)) {
            store.follow();
            store.release(store.drafts().prepare(chosen(), content -> {}));
            deltas.add(store.ofDelta(CHANGES));
        }
        assertThat(sum(deltas.get(1), Executed::rows))
                .as(deltas.get(1).toString())
                .isBetween(10L, CHANGES * ROWS_EACH);
        assertNoMore(deltas.get(0), deltas.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void aBucketIsRepairedForWhatItHas(String mode) throws Exception {
        usePlans(mode);
        var page = many.get("/v1/changes?limit=1000&bucket=3f").path("changes");
        var executed = many.during(() -> many.get("/v1/changes?limit=1000&bucket=3f"));
        assertThat(page.size()).isGreaterThan(MANY / 256 / 2);
        assertThat(sum(executed, Executed::rows)).as(executed.toString()).isLessThan(page.size() * ROWS_EACH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void theDigestIsKeptForTheBucketsThatAreTouched(String mode) throws Exception {
        usePlans(mode);
        List<List<Executed>> roots = new ArrayList<>();
        for (var store : List.of(few, many)) {
            var released = store.ofRelease(store.drafts().prepare(chosen(), content -> {}));
            var kept = only(released, "insert into digest_bucket");
            long inTouched = store.number("""
                    select count(*) from published_item where digest_bucket(type, id) in (
                        select digest_bucket(type, id) from published_item
                        where since_release = (select current from release_pointer))
                    """);
            assertThat(sum(kept, Executed::rows)).as(kept.toString()).isBetween(inTouched, inTouched + 2 * CHANGES);
            assertThat(sum(kept, Executed::pages)).as(kept.toString()).isLessThan(2 * inTouched + 10 * CHANGES);
            roots.add(only(released, "from digest_buckets(keep_digest.release)"));
        }
        assertNoMore(roots.get(0), roots.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void depthsAreKeptForWhatChangedAndWhatThatMakesDeeper(String mode) throws Exception {
        usePlans(mode);
        // One in the middle of a chain, which is no longer caused by anything. Each mode has its own.
        var middle = few.ids("""
                select d.id from link_depth d
                where d.depth between 1 and 3 and d.until_release is null and exists (
                    select from published_facet f join link_depth other on other.id = f.id and other.depth = d.depth + 1
                    where f.type = 'condition' and f.field = 'causedBy' and f.value = d.id::text
                      and f.until_release is null and other.until_release is null)
                order by d.depth desc, d.id limit 1
                """);
        List<List<Executed>> kept = new ArrayList<>();
        for (var store : List.of(few, many)) {
            long before = store.number("select count(*) from link_depth where until_release is not null");
            var body = store.drafts().prepare(middle, content -> content.remove("causedBy"));
            var released = store.ofRelease(body);
            assertThat(store.number("select count(*) from link_depth where until_release is not null"))
                    .as("it and what it causes are less deep now")
                    .isGreaterThan(before + 1);
            kept.add(released.stream()
                    .filter(each ->
                            each.mentions("link_depth") || each.mentions("select distinct id from published_facet"))
                    .toList());
        }
        assertNoMore(kept.get(0), kept.get(1));
    }

    private static void assertNoMore(List<Executed> inFew, List<Executed> inMany) {
        assertThat(inFew).isNotEmpty();
        for (ToLongFunction<Executed> figure : List.<ToLongFunction<Executed>>of(Executed::pages, Executed::rows)) {
            assertThat(sum(inMany, figure))
                    .as("%s%nbeside%n%s", inMany, inFew)
                    .isPositive()
                    .isLessThanOrEqualTo(Math.round(sum(inFew, figure) * FACTOR) + CONSTANT);
        }
        assertThat(inMany).noneMatch(Executed::readsContentWhole);
    }

    private static List<Executed> only(List<Executed> executed, String part) {
        return executed.stream()
                .filter(each -> each.nested() && each.mentions(part))
                .toList();
    }

    private static long sum(List<Executed> executed, ToLongFunction<Executed> figure) {
        return executed.stream().mapToLong(figure).sum();
    }
}
