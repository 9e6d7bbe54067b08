package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cliniccontent.partner.Key;
import org.cliniccontent.testing.Api;

/** The published content, read from the rows themselves: the expectation for every copy. */
final class Published implements AutoCloseable {

    static final List<String> TYPES =
            List.of("document", "reference", "caveat", "condition", "mscSource", "deliveryMethod", "treatment");

    /** The time limit of a response, in seconds. */
    private static final int SECONDS = 10;

    private final String url;
    private Connection connection;

    Published(String url) throws SQLException {
        this.url = url;
        this.connection = DriverManager.getConnection(url);
    }

    /** Returns the connection, or a new one if it was closed. */
    Connection connection() throws SQLException {
        if (!connection.isValid(SECONDS)) {
            connection.close();
            connection = DriverManager.getConnection(url);
        }
        return connection;
    }

    /** Returns the canonical JSON of everything of some types at a release. */
    SortedMap<Key, String> at(long release, Collection<String> types) throws SQLException {
        SortedMap<Key, String> found = new TreeMap<>();
        try (var statement = connection().prepareStatement("""
                select type, id, body from published_item
                where state = 'PUBLISHED' and type = any(?)
                  and since_release <= ? and (until_release is null or until_release > ?)
                """)) {
            statement.setArray(1, connection.createArrayOf("text", types.toArray()));
            statement.setLong(2, release);
            statement.setLong(3, release);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new Key(rows.getString(1), rows.getString(2)),
                            new String(rows.getBytes(3), StandardCharsets.UTF_8));
                }
            }
        }
        return found;
    }

    long current() throws SQLException {
        try (var statement = connection().createStatement();
                var rows = statement.executeQuery("select current from release_pointer")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Returns the present published content. */
    SortedMap<Key, JsonNode> now() throws SQLException {
        SortedMap<Key, JsonNode> found = new TreeMap<>();
        at(current(), TYPES).forEach((key, body) -> found.put(key, Api.parse(body)));
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
