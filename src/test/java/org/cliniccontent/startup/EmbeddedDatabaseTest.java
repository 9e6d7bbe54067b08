package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.cliniccontent.testing.FreePorts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The possible remains of an earlier run, or of an operator, in the data folder. */
class EmbeddedDatabaseTest {

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void shareTheBinaries() throws IOException {
        folder = folder.toRealPath();
        data = folder.resolve("postgresql");
        EmbeddedPrograms.linkInto(folder.resolve("binaries"));
    }

    @Test
    void anotherPostgresWhoseNumberIsRecordedIsNotStopped(@TempDir Path others) throws Exception {
        start(folder).stop();
        EmbeddedPrograms.linkInto(others.resolve("binaries"));
        var other = start(others);
        Files.copy(others.resolve("postgresql/postmaster.pid"), data.resolve("postmaster.pid"));

        var database = start(folder);

        assertThat(number(database, "select 1")).isEqualTo(1);
        assertThat(number(other, "select 2")).isEqualTo(2);
        database.stop();
        assertThat(number(other, "select 3")).as("after the other one stopped").isEqualTo(3);
        other.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no number\n", "99999999999999999999\n", "1\n"})
    void aServerThatWasLeftBehindIsStoppedWhateverItsFileSays(String file) throws Exception {
        var first = start(folder);
        execute(first, "create table kept as select 7 as n");
        first.stop();
        var installation = PostgresInstallation.unpack(folder.resolve("binaries"));
        var left = installation.run("pg_ctl", "start", "-D", data.toString(), "-w", "-o", "-p " + FreePorts.next());
        assertThat(left.successful()).as(left.reason()).isTrue();
        long leftBehind = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        Files.writeString(data.resolve("postmaster.pid"), file);

        var database = start(folder);

        assertThat(ProcessHandle.of(leftBehind).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(number(database, "select n from kept")).isEqualTo(7);
        database.stop();
    }

    @Test
    void aHalfMadeClusterIsSetAsideAndMadeAnew() throws Exception {
        for (String name : List.of("PG_VERSION", "postgresql.conf", "global/pg_control", "base/1/PG_VERSION")) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.writeString(data.resolve(name), "18\n");
        }
        Files.createDirectories(folder.resolve("postgresql.new.0123/base"));

        var database = start(folder);

        assertThat(number(database, "select 1")).isEqualTo(1);
        database.stop();
        assertThat(folder.resolve("postgresql.incomplete.1/base/1/PG_VERSION")).exists();
        assertThat(folder.resolve("postgresql.new.0123")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clinic-initialised", "postmaster.opts"})
    void aClusterThatWasStartedIsKeptWithoutOneOfItsMarks(String mark) throws Exception {
        var first = start(folder);
        execute(first, "create table kept as select 7 as n");
        first.stop();
        Files.delete(data.resolve(mark));

        var database = start(folder);

        assertThat(number(database, "select n from kept")).isEqualTo(7);
        database.stop();
        assertThat(folder.resolve("postgresql.incomplete.1")).doesNotExist();
    }

    @Test
    void aSettingThatTheMachineLacksIsNamed() throws Exception {
        start(folder).stop();
        Files.writeString(data.resolve("postgresql.conf"), "lc_messages = 'xx_XX.UTF-8'\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> start(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lc_messages")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void caseIsFoldedAsUnicodeSaysWhateverTheMachinesLocale() throws Exception {
        var database = start(folder);
        assertThat(number(database, "select case when lower('ÉI') = 'éi' then 1 else 0 end"))
                .isEqualTo(1);
        database.stop();
    }

    @Test
    void aClusterOfAnotherVersionIsRefusedInOneLine() throws Exception {
        start(folder).stop();
        Files.writeString(data.resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> start(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("initialized by PostgreSQL version 17")
                .message()
                .doesNotContain("\n");

        Files.writeString(data.resolve("PG_VERSION"), "18\n");
        start(folder).stop();
    }

    @Test
    void aFolderThatCannotBeUsedIsNamedInOneLine() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> start(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " exists and is not a folder")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> start(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The embedded database cannot start in " + file)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileInThePlaceOfTheClusterIsSetAside() throws Exception {
        Files.writeString(data, "not a folder");
        start(folder).stop();
        assertThat(folder.resolve("postgresql.incomplete.1")).hasContent("not a folder");
    }

    private static EmbeddedDatabase start(Path folder) throws IOException {
        return EmbeddedDatabase.start(folder);
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(EmbeddedDatabase database, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
