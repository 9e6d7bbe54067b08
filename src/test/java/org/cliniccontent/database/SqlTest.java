package org.cliniccontent.database;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every name stands for its value, wherever it stands; and what only looks like a name is left alone. */
class SqlTest {

    @Test
    void aNameStandsForItsValueEachTime() {
        var bound = Sql.of("select :a, :b::text, :a, :ab")
                .with("b", 2)
                .with("ab", null)
                .with("a", 1);
        assertThat(bound.text()).isEqualTo("select ?, ?::text, ?, ?");
        assertThat(bound.values()).containsExactly(1, 2, 1, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ':a', 'it''s :a' ",
                "select x::text, '{}'::uuid[] ",
                "select 1 -- as :a, it's\n, 2 where true",
                "select $1 \\ ",
                "select a[1:2] "
            })
    void whatIsNoNameStaysAsItIs(String text) {
        var bound = Sql.of(text + ":b").with("b", 1);
        assertThat(bound.text()).isEqualTo(text + "?");
        assertThat(bound.values()).containsExactly(1);
    }

    @Property
    void valuesComeInTheOrderOfTheText(@ForAll @Size(min = 1, max = 20) List<@IntRange(max = 9) Integer> order) {
        var text = new StringBuilder();
        order.forEach(each -> text.append(" :p").append(each).append(','));
        var sql = Sql.of(text.toString());
        Sql.Bound bound = null;
        for (int each : order.stream().distinct().sorted().toList()) {
            bound = bound == null ? sql.with("p" + each, each) : bound.with("p" + each, each);
        }
        assertThat(bound.values()).containsExactlyElementsOf(new ArrayList<Object>(order));
    }

    @Test
    void everyParameterIsSetOnceAndNoOther() {
        var sql = Sql.of("select :a, :b");
        assertThatThrownBy(() -> sql.with("c", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sql.with("a", 1).with("a", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sql.with("a", 1).values())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[b]");
    }
}
