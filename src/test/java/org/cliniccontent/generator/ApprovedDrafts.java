package org.cliniccontent.generator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Candidate;

/**
 * Approved working copies: new wordings of published content, inserted as rows, because the measurement is about their
 * release and not their creation. Only drafts are inserted, without the typed rows behind them, which a release does
 * not read. Documents are left alone: entities that quote them would be checked along with them.
 */
public final class ApprovedDrafts implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, TypeDescription> TYPES = Arrays.stream(Kind.values())
            .map(kind -> kind.type().description())
            .collect(Collectors.toMap(TypeDescription::name, type -> type));
    private static final int BATCH = 500;

    private final Connection connection;
    private final List<UUID> ids = new ArrayList<>();
    private int next;
    private int wording;

    public ApprovedDrafts(String jdbcUrl) throws SQLException {
        connection = DriverManager.getConnection(jdbcUrl + "&reWriteBatchedInserts=true");
        // At random, so that they are as far from one another as an editor's choices.
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select id from published_item
                        where until_release is null and state = 'PUBLISHED' and type <> 'document' order by md5(id::text)
                        """)) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
    }

    /** Prepares requests for a number of releases without common entities, as long as there are enough. */
    Queue<Callable<String>> prepare(int releases, int entities) throws SQLException {
        Queue<Callable<String>> bodies = new ConcurrentLinkedQueue<>();
        if (releases * entities > ids.size()) {
            return prepareOneByOne(releases, entities);
        }
        var paths = approve(releases * entities);
        for (int i = 0; i < releases; i++) {
            var body = body(paths.subList(i * entities, (i + 1) * entities));
            bodies.add(() -> body);
        }
        return bodies;
    }

    /** Prepares such requests, approved only when their turn comes, which is not measured. */
    public Queue<Callable<String>> prepareOneByOne(int releases, int entities) {
        Queue<Callable<String>> bodies = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < releases; i++) {
            bodies.add(() -> body(approve(entities)));
        }
        return bodies;
    }

    /** Prepares a request for the release of these entities, each with the given change and a new wording. */
    public synchronized String prepare(List<UUID> chosen, Consumer<ObjectNode> change) throws SQLException {
        wording++;
        return body(approve(chosen, change));
    }

    private static String body(List<String> paths) {
        return "{\"message\": \"Measured\", \"drafts\": [\"%s\"]}".formatted(String.join("\", \"", paths));
    }

    private synchronized List<String> approve(int count) throws SQLException {
        wording++;
        List<UUID> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(ids.get(next++ % ids.size()));
        }
        List<String> paths = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH) {
            paths.addAll(approve(chosen.subList(from, Math.min(from + BATCH, count)), content -> {}));
        }
        return paths;
    }

    private List<String> approve(List<UUID> chosen, Consumer<ObjectNode> change) throws SQLException {
        List<Candidate> contents = new ArrayList<>();
        try (var select = connection.prepareStatement(
                "select type, body from published_item where id = any(?) and until_release is null")) {
            select.setArray(1, connection.createArrayOf("uuid", chosen.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    contents.add(reworded(rows.getString(1), rows.getString(2), change));
                }
            }
        }
        try (var insert = connection.prepareStatement("""
                insert into draft (id, type, slug, name, state, body, sha256, version, authors, changed_by, updated_at,
                                   reviewed_by, reviewed_at, approved_sha256)
                values (?, ?, ?, ?, 'APPROVED', ?, ?, 1, '{}', 'benchmark', now(), 'benchmark', now(), ?)
                on conflict (id) do update set state = excluded.state, body = excluded.body, sha256 = excluded.sha256,
                    reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at,
                    approved_sha256 = excluded.approved_sha256
                """)) {
            for (Candidate content : contents) {
                insert.setObject(1, content.id());
                insert.setString(2, content.type().name());
                insert.setString(3, content.slug());
                insert.setString(4, content.name());
                insert.setString(5, content.canonical());
                insert.setString(6, content.sha256());
                insert.setString(7, content.sha256());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return contents.stream().map(Candidate::path).toList();
    }

    private Candidate reworded(String type, String body, Consumer<ObjectNode> change) {
        try {
            var content = (ObjectNode) JSON.readTree(body);
            change.accept(content);
            content.put("summary", "Worded anew, for the %dth time: %s".formatted(wording, UUID.randomUUID()));
            return Candidate.of(TYPES.get(type), content);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a stored body is not JSON", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
