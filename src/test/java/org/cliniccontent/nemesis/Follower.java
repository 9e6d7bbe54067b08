package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.partner.Copy;
import org.cliniccontent.partner.Key;
import org.cliniccontent.partner.Partner;
import org.cliniccontent.partner.Service;
import org.cliniccontent.partner.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/** An observed partner: whenever its copy is complete, it is compared with the published content. */
final class Follower {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> CAVEATED = Set.of("condition", "mscSource", "deliveryMethod", "treatment");

    private final Service home;
    private final Set<String> types;
    private final Path folder;
    private final Published published;

    /** The passes in progress, by the next token. */
    private final Map<String, Pass> passes = new HashMap<>();

    private Partner partner;
    private int checked;

    /** @param types the types that it requests; none: all */
    Follower(Service home, Set<String> types, Path folder, Published published) throws IOException {
        this.home = home;
        this.types = types;
        this.folder = folder;
        this.published = published;
        crash();
    }

    /** Loses everything that was not saved. */
    void crash() throws IOException {
        partner = new Partner(home, List.copyOf(types), folder);
    }

    /** Applies the next batch, and crashes before it is saved. */
    void crashUnsaved(Service replica, Transport transport) throws IOException, InterruptedException {
        var inTheWay = folder.resolve("copy.json.next");
        Files.createDirectory(inTheWay);
        try {
            partner.step(replica, transport);
        } catch (IOException e) {
            // That it could not save, or an answer that it did not get: it crashes in either case.
        } finally {
            Files.delete(inTheWay);
        }
        crash();
    }

    Set<String> types() {
        return types;
    }

    Copy copy() {
        return partner.copy();
    }

    Partner partner() {
        return partner;
    }

    /** Returns the number of complete copies that were checked. */
    int checked() {
        return checked;
    }

    void step(Service replica, Transport transport) throws IOException, InterruptedException {
        partner.step(replica, transport);
    }

    /** Observes a transport. */
    Transport watched(Transport transport) {
        return (service, query, receiver) -> {
            var at = new String[] {query};
            transport.ask(service, query, batch -> {
                long from = copy().token() == null ? 0 : copy().release();
                var pass = passes.getOrDefault(at[0], Pass.from(from)).plus(batch);
                at[0] = "token=" + batch.next();
                if (batch.more()) {
                    passes.put(at[0], pass);
                }
                boolean wanted = receiver.receive(batch);
                if (!batch.more()) {
                    check(pass);
                }
                return wanted;
            });
        };
    }

    private void check(Pass pass) {
        var copy = copy();
        assertThat(copy.isComplete()).isTrue();
        assertThat(copy.release()).as("it never goes back").isGreaterThanOrEqualTo(pass.from());
        try {
            checkCopy();
            pass.check(copy.entities());
            assertThat(!types.isEmpty() || partner.prove()).as("the digest").isTrue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        checked++;
    }

    /** Checks that the copy equals the content published at its release. */
    void checkCopy() throws Exception {
        var expected = published.at(copy().release(), followed());
        Map<Key, String> actual = new TreeMap<>();
        Set<String> slugs = new HashSet<>();
        copy().entities().forEach((key, body) -> {
            actual.put(key, CanonicalJson.json(body));
            assertThat(slugs.add(key.type() + '/' + body.path("slug").asText()))
                    .as("a slug is one entity's at the end of a pass: %s", body)
                    .isTrue();
        });
        assertThat(actual.keySet()).as("entities at %d", copy().release()).isEqualTo(expected.keySet());
        assertThat(actual).as("content at %d", copy().release()).isEqualTo(expected);
    }

    private Set<String> followed() {
        if (types.isEmpty()) {
            return Set.copyOf(Published.TYPES);
        }
        Set<String> followed = new HashSet<>(types);
        if (types.stream().anyMatch(CAVEATED::contains)) {
            followed.add("caveat");
        }
        return followed;
    }

    /**
     * Corrupts the saved copy: some content is changed, some entities are lost, and some are added.
     *
     * @return the buckets of the digest that are wrong
     */
    Set<Integer> corrupt(Random random) throws IOException {
        var file = folder.resolve("copy.json");
        var saved = (ObjectNode) JSON.readTree(file.toFile());
        var entities = (ObjectNode) saved.path("entities");
        var keys = new ArrayList<String>();
        entities.fieldNames().forEachRemaining(keys::add);
        Set<Integer> wrong = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            var path = keys.remove(random.nextInt(keys.size()));
            switch (random.nextInt(3)) {
                case 0 -> entities.remove(path);
                case 1 -> entities.withObjectProperty(path).put("summary", "Corrupted.");
                default -> {
                    var other = path.replaceAll("/.*", "/") + new UUID(random.nextLong(), random.nextLong());
                    entities.set(other, entities.path(path));
                    path = other;
                }
            }
            wrong.add(bucket(path));
        }
        JSON.writeValue(file.toFile(), saved);
        crash();
        return wrong;
    }

    private static int bucket(String path) {
        return Integer.parseInt(CanonicalJson.sha256(path).substring(0, 2), 16);
    }
}
