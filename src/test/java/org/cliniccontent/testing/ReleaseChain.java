package org.cliniccontent.testing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cliniccontent.content.CanonicalJson;

/** A walk along the releases by number and hash, each recomputed as the contract describes. */
final class ReleaseChain {

    static final Link FIRST = new Link(0, "0".repeat(64));

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Rows rows;
    private final Consumer<String> violation;
    private Link last;
    private Instant time = Instant.MIN;

    ReleaseChain(Rows rows, Consumer<String> violation) {
        this.rows = rows;
        this.violation = violation;
    }

    /** A release's number and hash. */
    record Link(long number, String hash) {}

    /**
     * Follows the chain.
     *
     * @param before the last release that is known already
     * @param items the published items of each later release, by type and id
     * @return the last release
     */
    Link follow(Link before, Map<Long, List<Version>> items) throws SQLException {
        last = before;
        if (before.number() > 0) {
            rows.each(
                    "select hash, published_at from release where number = ?",
                    row -> {
                        time = row.getTimestamp(2).toInstant();
                        require(row.getString(1).equals(before.hash()), "release %d has another hash now", last);
                    },
                    before.number());
        }
        rows.each(
                "select * from release where number > ? order by number",
                row -> next(row, items.getOrDefault(row.getLong("number"), List.of())),
                before.number());
        require(
                items.keySet().stream().allMatch(number -> number <= last.number()),
                "something was published by a release after %d, the last there is",
                last);
        return last;
    }

    private void next(ResultSet row, List<Version> items) throws SQLException {
        long number = row.getLong("number");
        require(
                number == last.number() + 1 || isSkip(number),
                "release %d is followed by another than the next: " + number,
                last);
        var published = row.getTimestamp("published_at").toInstant();
        require(!published.isBefore(time), "a release after %d is earlier", last);
        var lines = new StringBuilder()
                .append(last.hash())
                .append('\n')
                .append(number)
                .append('\n')
                .append(MICROSECONDS.format(published))
                .append('\n')
                .append(CanonicalJson.sha256(row.getString("message")))
                .append('\n')
                .append(CanonicalJson.sha256(row.getString("author")))
                .append('\n');
        for (Version item : items) {
            var approver = item.approvedBy() == null ? "-" : CanonicalJson.sha256(item.approvedBy());
            lines.append("%s/%s %s %s %s\n".formatted(item.type(), item.id(), item.state(), item.sha256(), approver));
        }
        last = new Link(number, row.getString("hash"));
        time = published;
        require(
                last.hash().equals(CanonicalJson.sha256(lines.toString())),
                "release %d has a hash of something else",
                last);
        require(row.getInt("changes") == items.size(), "release %d changed " + items.size(), last);
    }

    /** Checks whether the store has recorded that this number was skipped after a failover. */
    private boolean isSkip(long number) throws SQLException {
        List<Long> previous = new ArrayList<>();
        rows.each("select previous from release_skip where number = ?", row -> previous.add(row.getLong(1)), number);
        return previous.equals(List.of(last.number()));
    }

    private void require(boolean holds, String message, Link at) {
        if (!holds) {
            violation.accept(message.formatted(at.number()));
        }
    }
}
