package org.cliniccontent.authentication;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The form of a key, and its checksum. */
class ApiKeySecretTest {

    private static final String EXAMPLE = "cc_" + "0".repeat(44) + "43Mayk";

    @Test
    void theFormStays() {
        // Scanners know it: made independently of the code under test.
        assertThat(ApiKeySecret.of("000000000000", "0".repeat(32)).secret()).isEqualTo(EXAMPLE);
        assertThat(ApiKeySecret.parse(EXAMPLE)).isPresent();
    }

    @Property(tries = 200)
    void aKeyIsReadAsItWasMade() {
        var key = ApiKeySecret.generate();
        assertThat(key.secret()).hasSize(53);
        assertThat(ApiKeySecret.parse(key.secret()).orElseThrow().sha256()).isEqualTo(key.sha256());
        assertThat(key.toString())
                .isEqualTo("key:" + key.id())
                .doesNotContain(key.secret().substring(15));
    }

    @Property(tries = 500)
    void aKeyWithOneOtherCharacterIsNone(@ForAll @IntRange(min = 0, max = 52) int at) {
        var secret = ApiKeySecret.generate().secret();
        char other = secret.charAt(at) == 'x' ? 'y' : 'x';
        assertThat(ApiKeySecret.parse(secret.substring(0, at) + other + secret.substring(at + 1)))
                .isEmpty();
    }

    @Test
    void whatIsCutOrLongerIsNone() {
        var secret = ApiKeySecret.generate().secret();
        assertThat(ApiKeySecret.parse(secret.substring(1))).isEmpty();
        assertThat(ApiKeySecret.parse(secret + "0")).isEmpty();
        assertThat(ApiKeySecret.parse(secret + "\n")).isEmpty();
        assertThat(ApiKeySecret.parse("")).isEmpty();
    }
}
