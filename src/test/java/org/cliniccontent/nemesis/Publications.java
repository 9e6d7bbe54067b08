package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cliniccontent.partner.Key;

import static org.assertj.core.api.Assertions.assertThat;

/** Random publications: of each type a few slugs, which all of them share. */
final class Publications {

    private static final int SLUGS = 6;
    private static final String JSON = "application/json";

    private final Client client;
    private final Published published;
    private int bundles;
    private final Map<String, Integer> counts = new TreeMap<>();

    Publications(Client client, Published published) {
        this.client = client;
        this.published = published;
    }

    /** Returns the number of successes by kind of publication. */
    Map<String, Integer> counts() {
        return counts;
    }

    private boolean counted(String action, Client.Answer answer) {
        assertThat(answer.status()).as("%s: %s", action, answer.text()).isIn(200, 201, 409, 422);
        counts.merge(action, answer.isDone() ? 1 : 0, Integer::sum);
        return answer.isDone();
    }

    /** Creates or changes entities, or publishes them again. */
    void write(Random random, int count) throws SQLException, InterruptedException {
        var entities = new Entities(random, bundles++, slugs());
        if (!slugs().getOrDefault("document", Set.of()).contains(Entities.DOCUMENT) || random.nextInt(10) == 0) {
            entities.add("document", Entities.DOCUMENT);
        }
        for (int i = 0; i < count; i++) {
            var type = Published.TYPES.get(1 + random.nextInt(Published.TYPES.size() - 1));
            entities.add(type, "f" + random.nextInt(SLUGS));
        }
        released(entities);
    }

    private void released(Entities entities) throws InterruptedException {
        var bundle = entities.bundle();
        var reused = entities.paths().stream()
                .filter(path -> !path.contains("/many-"))
                .map(path -> "&reuseSlug=" + path)
                .collect(Collectors.joining());
        counted(
                "write",
                client.write(
                        "import",
                        "POST",
                        "/v1/imports?release=true&message=m" + reused,
                        bundle.toString(),
                        "Content-Type",
                        JSON));
    }

    /**
     * Publishes many references that nothing else changes, so that a pass has more than one page, and more than one
     * chunk of a stream.
     */
    void writeReferences(int count) throws SQLException, InterruptedException {
        var entities = new Entities(new Random(0), bundles++, Map.of());
        for (int i = 0; i < count; i++) {
            entities.add("reference", "many-" + i);
        }
        released(entities);
    }

    private Map<String, Set<String>> slugs() throws SQLException {
        return published.now().values().stream()
                .filter(Publications::isOurs)
                .collect(Collectors.groupingBy(
                        body -> body.path("type").asText(),
                        Collectors.mapping(body -> body.path("slug").asText(), Collectors.toSet())));
    }

    private static boolean isOurs(JsonNode body) {
        return body.path("slug").asText().matches("f[0-9]|" + Entities.DOCUMENT);
    }

    /** Deletes or withdraws something that nothing points to, perhaps with a replacement. */
    void remove(Random random) throws SQLException, InterruptedException {
        var now = published.now();
        Set<String> linked = new HashSet<>();
        now.forEach((key, body) -> Links.of(key, body).forEach(target -> linked.add(target.id())));
        var free = now.entrySet().stream()
                .filter(entry -> isOurs(entry.getValue())
                        && !linked.contains(entry.getKey().id()))
                .map(Map.Entry::getKey)
                .toList();
        if (free.isEmpty()) {
            return;
        }
        var gone = free.get(random.nextInt(free.size()));
        boolean withdrawn = random.nextBoolean();
        var removal = withdrawn
                ? "\"WITHDRAWN\", \"reason\": \"Because.\", \"urgency\": \"URGENT\"" + replacement(random, now, gone)
                : "\"DELETED\"";
        var path = path(now.get(gone));
        step(path, "remove", "{\"kind\": %s}".formatted(removal));
        released(withdrawn ? "withdraw" : "delete", List.of(path));
    }

    private static String replacement(Random random, Map<Key, JsonNode> now, Key gone) {
        var others = now.keySet().stream()
                .filter(key -> key.type().equals(gone.type()) && !key.equals(gone))
                .toList();
        return others.isEmpty() || random.nextBoolean()
                ? ""
                : ", \"replacement\": \"%s\"".formatted(path(now.get(others.get(random.nextInt(others.size())))));
    }

    private static String path(JsonNode body) {
        return Entities.collection(body.path("type").asText())
                + '/'
                + body.path("slug").asText();
    }

    private Client.Answer step(String path, String step, String body) throws InterruptedException {
        var draft = client.get("/v1/drafts/" + path);
        var answer = client.write(step, "POST", "/v1/drafts/" + path + '/' + step, body, "If-Match", draft.tag());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private void released(String action, List<String> paths) throws InterruptedException {
        for (String path : paths) {
            var submitted = step(path, "submit", null);
            step(
                    path,
                    "approve",
                    "{\"sha256\": \"%s\"}"
                            .formatted(submitted.json().at("/draft/sha256").asText()));
        }
        var quoted = paths.stream().map(path -> '"' + path + '"').collect(Collectors.joining(", "));
        var body = "{\"message\": \"m\", \"drafts\": [%s], \"reuseSlugs\": [%s]}".formatted(quoted, quoted);
        if (!counted(action, client.write("release", "POST", "/v1/releases", body))) {
            for (String path : paths) {
                var tag = client.get("/v1/drafts/" + path).tag();
                client.write("discard", "DELETE", "/v1/drafts/" + path, null, "If-Match", tag);
            }
        }
    }

    /** Gives an entity a slug that it did not have. */
    void rename(Random random) throws SQLException, InterruptedException {
        var path = some(random, 1).get(0);
        var collection = path.substring(0, path.indexOf('/') + 1);
        var slug = "f" + random.nextInt(SLUGS + 4);
        if (client.get("/v1/drafts/" + collection + slug).status() == 404) {
            step(path, "rename", "{\"slug\": \"%s\"}".formatted(slug));
            released("rename", List.of(collection + slug));
        }
    }

    /** Swaps the slugs of two entities of a type in one release. */
    void swap(Random random) throws SQLException, InterruptedException {
        var paths = some(random, 2);
        if (paths.size() < 2) {
            return;
        }
        var collection = paths.get(0).substring(0, paths.get(0).indexOf('/') + 1);
        var first = paths.get(0).substring(collection.length());
        var second = paths.get(1).substring(collection.length());
        renamed(collection + first, "f-between");
        renamed(collection + second, first);
        renamed(collection + "f-between", second);
        released("swap", paths);
    }

    private void renamed(String path, String slug) throws InterruptedException {
        step(path, "rename", "{\"slug\": \"%s\"}".formatted(slug));
    }

    /** Returns the paths of some entities of one type. */
    private List<String> some(Random random, int count) throws SQLException {
        var bodies = new ArrayList<>(published.now().values().stream()
                .filter(Publications::isOurs)
                .filter(body -> !body.path("type").asText().equals("document"))
                .toList());
        Collections.shuffle(bodies, random);
        var type = bodies.get(0).path("type");
        return bodies.stream()
                .filter(body -> body.path("type").equals(type))
                .map(Publications::path)
                .limit(count)
                .toList();
    }

    /** Reverts one of the last releases, if possible. */
    void revert(Random random) throws SQLException, InterruptedException {
        long number = published.current() - random.nextInt(3);
        // What the first two published, everything else stands on.
        if (number > 2) {
            counted(
                    "revert",
                    client.write("revert", "POST", "/v1/releases/" + number + "/revert", "{\"message\": \"m\"}"));
        }
    }
}
