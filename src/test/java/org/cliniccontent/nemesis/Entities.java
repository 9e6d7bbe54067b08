package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.testing.Bundles;

/** A random bundle of entities of any type that link to one another and to published content. */
final class Entities {

    static final String DOCUMENT = "followed";

    private final Random random;
    private final int serial;
    private final Map<String, TreeSet<String>> linkable = new TreeMap<>();
    private final Map<String, TreeSet<String>> written = new TreeMap<>();

    /**
     * @param serial distinguishes this bundle from all others
     * @param published the slugs that may be linked to, by type
     */
    Entities(Random random, int serial, Map<String, ? extends Iterable<String>> published) {
        this.random = random;
        this.serial = serial;
        published.forEach((type, slugs) -> slugs.forEach(slug -> linkable(type).add(slug)));
    }

    private TreeSet<String> linkable(String type) {
        return linkable.computeIfAbsent(type, key -> new TreeSet<>());
    }

    void add(String type, String slug) {
        written.computeIfAbsent(type, key -> new TreeSet<>()).add(slug);
        linkable(type).add(slug);
    }

    ObjectNode bundle() {
        boolean needsCaveat = written.keySet().stream().anyMatch(type -> !type.matches("document|reference|caveat"));
        if (needsCaveat && linkable("caveat").isEmpty()) {
            add("caveat", "f0");
        }
        var bundle = JsonNodeFactory.instance.objectNode().put("format", "clinic-content-bundle/1");
        written.forEach((type, slugs) -> slugs.forEach(
                slug -> write(type, slug, bundle.withObjectProperty(type + "s").putObject(slug))));
        return bundle;
    }

    /** Returns the paths of its entities. */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        written.forEach((type, slugs) -> slugs.forEach(slug -> paths.add(collection(type) + '/' + slug)));
        return paths;
    }

    static String collection(String type) {
        return type.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT) + "s";
    }

    private void write(String type, String slug, ObjectNode entity) {
        boolean titled = type.matches("document|caveat|reference");
        entity.put(titled ? "title" : "name", slug + " " + random.nextInt(1_000_000));
        entity.put("summary", "Summary %d.".formatted(random.nextInt(4)));
        switch (type) {
            case "document" -> document(entity);
            case "reference" ->
                entity.put("cslType", "book").put("origin", "EDITORIAL").put("citationKey", serial + slug);
            case "caveat" -> {
                entity.put("statement", "A statement.").put("kind", "SAFETY").put("severity", "CRITICAL");
                links(entity, "references", "reference", 2);
            }
            case "condition" -> {
                entity.put("kind", "DISEASE");
                var causes = entity.putArray("causedBy");
                some("condition", 3, slug)
                        .forEach(cause ->
                                causes.addObject().put("condition", cause).put("how", "It may."));
                caveated(entity);
            }
            case "mscSource" -> {
                entity.put("tissue", "Fat").put("donorType", "ALLOGENEIC").put("procurement", "By hand.");
                caveated(entity);
            }
            case "deliveryMethod" -> {
                entity.put("kind", "ADJUNCT")
                        .put("description", "A description.")
                        .put("purpose", "A purpose.");
                caveated(entity);
            }
            default -> {
                entity.put("category", "CONSERVATIVE").put("evidenceStage", "INVESTIGATIONAL");
                links(entity, "conditions", "condition", 3);
                links(entity, "mscSources", "mscSource", 2);
                links(entity, "deliveryMethods", "deliveryMethod", 2);
                caveated(entity);
            }
        }
        if (!type.matches("document|reference")) {
            entity.putArray("passages").addObject().put("document", DOCUMENT).put("quote", "The knee may hurt.");
        }
    }

    private static void document(ObjectNode entity) {
        entity.put("locale", "en")
                .put("source", Bundles.SOURCE)
                .put("sourceSha256", CanonicalJson.sha256(Bundles.SOURCE));
        entity.putArray("sections")
                .addObject()
                .put("slug", "all")
                .put("heading", "All")
                .put("headingOrigin", "EDITORIAL")
                .put("kind", "BACKGROUND")
                .put("startsWith", "The knee");
    }

    private void caveated(ObjectNode entity) {
        links(entity, "references", "reference", 2);
        var caveats = entity.putArray("caveats");
        var known = new ArrayList<>(linkable("caveat"));
        caveats.add(known.get(random.nextInt(known.size())));
    }

    private void links(ObjectNode entity, String member, String type, int bound) {
        ArrayNode links = entity.putArray(member);
        some(type, bound, "").forEach(links::add);
    }

    private List<String> some(String type, int bound, String not) {
        var known = new ArrayList<>(linkable(type));
        known.remove(not);
        Collections.shuffle(known, random);
        return known.subList(0, Math.min(random.nextInt(bound), known.size()));
    }
}
