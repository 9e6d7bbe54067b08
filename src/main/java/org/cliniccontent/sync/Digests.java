package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.ProblemException;

/** The digests of published content, computed with each release. */
@ApplicationScoped
class Digests {

    private final Database database;

    Digests(Database database) {
        this.database = database;
    }

    /** Returns the root digest at an existing release. */
    String root(long release) {
        return release == 0
                ? rootOfNothing()
                : database.queryOne("select digest from release where number = ?", row -> row.getString(1), release)
                        .orElseThrow(() -> ProblemException.unavailable("The release was lost during the read"));
    }

    private String rootOfNothing() {
        return database.queryOne(
                        "select encode(sha256(string_agg(sha256, ''::bytea order by bucket)), 'hex') from digest_buckets(0)",
                        row -> row.getString(1))
                .orElseThrow();
    }

    /** Returns the digests of the 256 buckets at a release, in hexadecimal. */
    List<String> buckets(long release) {
        return database.query(
                "select sha256 from digest_buckets(?) order by bucket",
                row -> HexFormat.of().formatHex(row.getBytes(1)),
                release);
    }
}
