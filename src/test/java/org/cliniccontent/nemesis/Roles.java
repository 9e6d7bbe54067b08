package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.nemesis.Client.Answer;
import org.cliniccontent.testing.Approvals;

/** The roles of concurrent users: one possible next step each, chosen at random. */
final class Roles {

    private static final String JSON = "application/json";

    private final Tally tally;
    private final Approvals approvals;

    Roles(Scene scene) {
        this.tally = scene.tally;
        this.approvals = scene.approvals;
    }

    /** A step. */
    @FunctionalInterface
    interface Step {
        void take(Client client) throws InterruptedException;
    }

    void edit(Client client) throws InterruptedException {
        var random = client.random;
        boolean caveat = client.chance(10);
        var path = "/v1/drafts/"
                + (caveat ? "caveats/" + Content.caveatSlug(random) : "conditions/" + Content.slug(random));
        var content = caveat ? Content.caveat(random) : Content.condition(random);
        int choice = random.nextInt(100);
        if (choice < 20) {
            client.write("create", "PUT", path, content, "If-None-Match", "*");
            return;
        }
        if (choice < 22) {
            client.write("create without a condition", "PUT", path, content);
            return;
        }
        if (choice < 24) {
            editDocument(client);
            return;
        }
        var draft = client.get(path);
        if (!draft.isDone()) {
            return;
        }
        if (choice < 40) {
            client.write("replace", "PUT", path, content, "If-Match", draft.tag());
        } else if (choice < 55) {
            var patch = "{\"summary\": \"Patched %d.\"}".formatted(random.nextInt(1_000_000));
            client.write(
                    "patch",
                    "PATCH",
                    path,
                    patch,
                    "Content-Type",
                    "application/merge-patch+json",
                    "If-Match",
                    draft.tag());
        } else if (choice < 90) {
            client.write("submit", "POST", path + "/submit", null, "If-Match", draft.tag());
        } else {
            editRarely(client, path, draft);
        }
    }

    private void editRarely(Client client, String path, Answer draft) throws InterruptedException {
        var random = client.random;
        switch (random.nextInt(4)) {
            case 0 -> step(client, draft, path, "remove", "{\"kind\": \"DELETED\"}");
            case 1 -> step(client, draft, path, "rename", "{\"slug\": \"%s\"}".formatted(Content.slug(random)));
            case 2 -> {
                long release = draft.json().at("/published/release").asLong(1);
                step(client, draft, path, "restore", "{\"release\": %d}".formatted(1 + random.nextInt((int) release)));
            }
            default -> client.write("discard", "DELETE", path, null, "If-Match", draft.tag());
        }
    }

    private void editDocument(Client client) throws InterruptedException {
        var path = "/v1/drafts/documents/" + Content.DOCUMENT;
        var draft = client.get(path);
        var source = Content.source(client.random);
        var patch = "{\"source\": \"%s\", \"sourceSha256\": \"%s\"}".formatted(source, CanonicalJson.sha256(source));
        var headers = new String[] {"Content-Type", "application/merge-patch+json", "If-Match", draft.tag()};
        var patched = client.write("patch document", "PATCH", path, patch, headers);
        if (patched.isDone()) {
            step(client, patched, path, "submit", null);
        }
    }

    private static Answer step(Client client, Answer draft, String path, String step, String body)
            throws InterruptedException {
        return client.write(step, "POST", path + '/' + step, body, "If-Match", draft.tag());
    }

    void review(Client client) throws InterruptedException {
        var state = client.chance(95) ? "IN_REVIEW" : "APPROVED";
        for (String path : some(client, state, 5)) {
            var draft = client.get(path);
            if (!draft.isDone()) {
                continue;
            }
            if (state.equals("APPROVED") || client.chance(10)) {
                step(client, draft, path, "reject", "{\"comment\": \"No.\"}");
            } else {
                var sha256 = draft.json().at("/draft/sha256").asText();
                var approved = step(client, draft, path, "approve", "{\"sha256\": \"%s\"}".formatted(sha256));
                if (approved.isDone()) {
                    var id = UUID.fromString(draft.json().at("/draft/id").asText());
                    approvals.add(id, sha256, client.name);
                }
            }
        }
    }

    void publish(Client client) throws InterruptedException {
        if (client.chance(20)) {
            release(client, "release all", "{\"message\": \"All.\"}");
            return;
        }
        var picked = some(client, "APPROVED", 1 + client.random.nextInt(6));
        if (picked.isEmpty()) {
            return;
        }
        var body = "{\"message\": \"Some.\", \"drafts\": [%s]%s}";
        if (client.chance(10)) {
            client.send("dry run", "POST", "/v1/releases", body.formatted(paths(picked), ", \"dryRun\": true"));
        }
        release(client, "release some", body.formatted(paths(picked), reused(client, picked)));
    }

    private void release(Client client, String action, String body) throws InterruptedException {
        var key = '"' + UUID.randomUUID().toString() + '"';
        var made = client.write(action, "POST", "/v1/releases", body, "Idempotency-Key", key);
        if (made.isDone()) {
            long number = made.json().path("number").asLong();
            tally.released(number);
            if (client.chance(30)) {
                var again = client.send("release again", "POST", "/v1/releases", body, "Idempotency-Key", key);
                if (again.json().path("number").asLong() != number) {
                    tally.unexpected().add("a repeated request was answered " + again);
                }
            }
        }
    }

    void schedule(Client client) throws InterruptedException {
        var picked = some(client, "APPROVED", 3);
        if (!picked.isEmpty()) {
            var body = "{\"message\": \"Later.\", \"drafts\": [%s], \"publishAt\": \"%s\"}"
                    .formatted(paths(picked), Instant.now().plusMillis(client.random.nextInt(1_500) + 100L));
            client.write("schedule", "POST", "/v1/releases", body);
        }
    }

    void importBundle(Client client) throws InterruptedException {
        var random = client.random;
        var bundle = Content.bundle(
                random,
                Stream.generate(() -> Content.slug(random)).limit(random.nextInt(4)),
                Stream.generate(() -> Content.caveatSlug(random)).limit(random.nextInt(2)));
        boolean release = client.chance(50);
        var query = release ? "?release=true&message=Imported" : "";
        var imported = client.write(
                release ? "import and release" : "import", "POST", "/v1/imports" + query, bundle, "Content-Type", JSON);
        if (imported.isDone() && imported.json().has("release")) {
            long number = imported.json().at("/release/number").asLong();
            approvals.addRelease(number, client.name);
            tally.released(number);
        }
    }

    void revert(Client client) throws InterruptedException {
        long current = client.get("/v1").json().at("/release/number").asLong();
        // Not the first two: they publish what everything else stands on.
        long number = Math.max(3, current - client.random.nextInt(5));
        var reverted =
                client.write("revert", "POST", "/v1/releases/" + number + "/revert", "{\"message\": \"Not so.\"}");
        if (reverted.isDone()) {
            long made = reverted.json().path("number").asLong();
            approvals.addUnreviewed(made);
            tally.released(made);
        }
    }

    /** Returns the paths of drafts in a state. */
    private static List<String> some(Client client, String state, int most) throws InterruptedException {
        List<String> paths = new ArrayList<>();
        for (JsonNode draft :
                client.get("/v1/drafts?limit=200&state=" + state).json().path("items")) {
            var collection = draft.path("type").asText().toLowerCase(Locale.ROOT) + 's';
            paths.add("/v1/drafts/" + collection + '/' + draft.path("slug").asText());
        }
        Collections.shuffle(paths, client.random);
        return paths.subList(0, Math.min(most, paths.size()));
    }

    private static String paths(List<String> drafts) {
        return String.join(
                ", ",
                drafts.stream()
                        .map(path -> '"' + path.substring("/v1/drafts/".length()) + '"')
                        .toList());
    }

    private static String reused(Client client, List<String> drafts) {
        return client.chance(50) ? ", \"reuseSlugs\": [" + paths(drafts) + "]" : "";
    }
}
