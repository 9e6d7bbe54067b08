package org.cliniccontent.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A record of a backup that is not whole agrees with no store. It is refused before a store is asked. */
class RecordTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "release 7 abc\n",
                "digest 7 abc\n",
                "seal 7 abc\n",
                "release 7 abc\ndigest 7",
                "release 7 abc\ndigest \n",
                "release 7 abc\nrelease 8 abc\ndigest 7 abc\n"
            })
    void aRecordThatIsEmptyOrCutIsRefused(String text) throws IOException, InterruptedException {
        var record = Files.writeString(folder.resolve("record"), text);
        var builder = new ProcessBuilder("k8s/backup/check", "http://127.0.0.1:1", record.toString());
        builder.environment().put("API_KEY", "none");
        var check = builder.redirectErrorStream(true).start();
        var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("is not a whole record");
    }
}
