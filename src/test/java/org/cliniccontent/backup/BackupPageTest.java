package org.cliniccontent.backup;

import java.io.IOException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A command that is added to the page is one that a drill runs. */
class BackupPageTest {

    @Test
    void allCommandsAreThoseOfTheDrills() throws IOException {
        assertThat(Page.read().headings())
                .containsExactly(
                        "Record",
                        "Dump",
                        "Archive",
                        "Base backup",
                        "Without pg_basebackup",
                        "From a dump",
                        "To a point in time",
                        "Hold it",
                        "End what had ended",
                        "Check");
    }
}
