package org.cliniccontent.content;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.util.List;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The bodies of the bundled document keep the rules, and each can be written as editors write it. */
@ServiceTest
class BundledBodiesTest {

    private final Items items;
    private final ContentTypes types;
    private final BodyRules rules;
    private final Database database;
    private final ObjectMapper json;

    @Inject
    BundledBodiesTest(Items items, ContentTypes types, BodyRules rules, Database database, ObjectMapper json) {
        this.items = items;
        this.types = types;
        this.rules = rules;
        this.database = database;
        this.json = json;
    }

    private List<Item> bundled() {
        return database.query(Items.SELECT + "where i.since_release = 1", Items::item);
    }

    @Test
    void theyMayBePublished() {
        assertThat(bundled()).hasSize(52).allSatisfy(item -> {
            var type = types.named(item.type());
            var body = JsonBodies.parse(json, item.body());
            List<Fault> faults = type.check(body);
            assertThat(faults).as(item.slug()).isEmpty();
            assertThat(rules.check(type.description(), body)).as(item.slug()).isEmpty();
        });
    }

    @Test
    void inTheirEditFormEveryLinkIsASlug() {
        for (Item item : bundled()) {
            var body = JsonBodies.parse(json, item.body());
            var slugs = items.slugsOfIds(EditForm.targets(body), 1);
            var form = EditForm.of(body, slugs::get);
            assertThat(form.has("id")).isFalse();
            assertThat(EditForm.targets(form)).isEmpty();
            assertThat(form.findValuesAsText("document"))
                    .allSatisfy(slug -> assertThat(slug).isEqualTo("stem-cell-therapy-for-cartilage-damage"));
        }
    }
}
