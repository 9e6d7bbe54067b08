package org.cliniccontent.access;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The form of a key, and its checksum. */
class KeyTextTest {

    private static final String EXAMPLE = "cc_" + "0".repeat(44) + "43Mayk";

    @Test
    void theFormStays() {
        // Scanners know it: made independently of the code under test.
        assertThat(KeyText.of("000000000000", "0".repeat(32)).secret()).isEqualTo(EXAMPLE);
        assertThat(KeyText.parse(EXAMPLE)).isPresent();
    }

    @Property(tries = 200)
    void aKeyIsReadAsItWasMade() {
        var key = KeyText.generate();
        assertThat(key.secret()).hasSize(53);
        assertThat(KeyText.parse(key.secret()).orElseThrow().sha256()).isEqualTo(key.sha256());
        assertThat(key.toString())
                .isEqualTo("key:" + key.id())
                .doesNotContain(key.secret().substring(15));
    }

    @Property(tries = 500)
    void aKeyWithOneOtherCharacterIsNone(@ForAll @IntRange(min = 0, max = 52) int at) {
        var secret = KeyText.generate().secret();
        char other = secret.charAt(at) == 'x' ? 'y' : 'x';
        assertThat(KeyText.parse(secret.substring(0, at) + other + secret.substring(at + 1)))
                .isEmpty();
    }

    @Test
    void whatIsCutOrLongerIsNone() {
        var secret = KeyText.generate().secret();
        assertThat(KeyText.parse(secret.substring(1))).isEmpty();
        assertThat(KeyText.parse(secret + "0")).isEmpty();
        assertThat(KeyText.parse(secret + "\n")).isEmpty();
        assertThat(KeyText.parse("")).isEmpty();
    }
}
