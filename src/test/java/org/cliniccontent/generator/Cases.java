package org.cliniccontent.generator;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The measured cases: a label, and the paths to request in turn. */
final class Cases {

    private static final int DEEP = 1000;
    private static final int SLUGS = 200;

    private final Plan plan;
    private final Map<String, List<String>> cases = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);

    private Cases(Plan plan) {
        this.plan = plan;
    }

    static Map<String, List<String>> of(Plan plan, BenchmarkService service) throws IOException, InterruptedException {
        var cases = new Cases(plan);
        cases.single();
        cases.pages();
        cases.filters();
        cases.combinations();
        cases.time();
        cases.deep(service);
        return cases.cases;
    }

    private void single() {
        for (Kind kind : Kind.values()) {
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < SLUGS; i++) {
                paths.add(path(kind) + '/' + slug(kind, random.nextInt(plan.families())));
            }
            cases.put("one %s, by slug".formatted(kind.typeName()), paths);
        }
        add("the condition that most link to", path(Kind.CONDITION) + '/' + slug(Kind.CONDITION, 0));
        add("the caveat that most link to", path(Kind.CAVEAT) + '/' + slug(Kind.CAVEAT, 0));
        for (String part : List.of("source", "coverage")) {
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < SLUGS; i++) {
                paths.add("%s/%s/%s"
                        .formatted(path(Kind.DOCUMENT), slug(Kind.DOCUMENT, random.nextInt(plan.families())), part));
            }
            cases.put("a document's " + part, paths);
        }
    }

    private void pages() {
        for (Kind kind : Kind.values()) {
            add("%ss, first page".formatted(kind.typeName()), path(kind));
        }
        for (String sort : List.of("-name", "updatedAt", "-updatedAt")) {
            treatments("sort=" + sort);
        }
        treatments("limit=200");
        treatments("include=references,conditions,mscSources,deliveryMethods");
        treatments("limit=200&include=references,conditions,mscSources,deliveryMethods");
        treatments("total=true");
    }

    private void filters() {
        treatments("category=REGENERATIVE");
        treatments("category=PHARMACOLOGICAL");
        treatments("category=SURGICAL");
        treatments("evidenceStage=INVESTIGATIONAL");
        add("treatments?code=(many)", path(Kind.TREATMENT) + "?code=" + encoded(Codes.filter(true)));
        add("treatments?code=(few)", path(Kind.TREATMENT) + "?code=" + encoded(Codes.filter(false)));
        for (Kind kind : List.of(Kind.CONDITION, Kind.MSC_SOURCE, Kind.DELIVERY_METHOD, Kind.CAVEAT, Kind.REFERENCE)) {
            add("treatments?%s=(many)".formatted(kind.typeName()), link(kind, 0));
            add("treatments?%s=(few)".formatted(kind.typeName()), link(kind, plan.families() / 2));
        }
        add("treatments?document=(few)", link(Kind.DOCUMENT, plan.families() / 2));
        add(
                "treatments?category=(all five)",
                path(Kind.TREATMENT)
                        + "?category=REGENERATIVE&category=SURGICAL&category=PHARMACOLOGICAL&category=INJECTION&category=CONSERVATIVE");
        for (String query : List.of(
                "conditions?kind=INJURY",
                "conditions?kind=DISEASE",
                "conditions?affectedJoint=knee",
                "conditions?affectedJoint=hip",
                "msc-sources?donorType=AUTOLOGOUS",
                "msc-sources?donorType=ALLOGENEIC",
                "msc-sources?tissue=blood",
                "delivery-methods?kind=ADJUNCT",
                "delivery-methods?guidance=FLUOROSCOPY",
                "caveats?kind=EXPECTATION",
                "caveats?severity=IMPORTANT",
                "references?origin=SOURCE",
                "references?cslType=thesis",
                "documents?locale=en",
                "documents?locale=cy")) {
            add(query, "/v1/" + query);
        }
        add("conditions?causedBy=(many)", path(Kind.CONDITION) + "?causedBy=" + slug(Kind.CONDITION, 0));
        for (String status : List.of("CURRENT", "DUE_SOON", "OVERDUE")) {
            treatments("reviewStatus=" + status);
        }
    }

    private void combinations() {
        treatments("category=REGENERATIVE&evidenceStage=INVESTIGATIONAL");
        treatments("category=SURGICAL&evidenceStage=INVESTIGATIONAL");
        // Common each, never together: the whole of the narrower has to be looked through.
        treatments("category=REGENERATIVE&evidenceStage=ESTABLISHED");
        add(
                "treatments?category=REGENERATIVE&code=(few)",
                path(Kind.TREATMENT) + "?category=REGENERATIVE&code=" + encoded(Codes.filter(false)));
        treatments("category=REGENERATIVE&reviewStatus=OVERDUE");
        add("treatments?category=REGENERATIVE&condition=(many)", link(Kind.CONDITION, 0) + "&category=REGENERATIVE");
        add(
                "treatments?category=REGENERATIVE&condition=(few)",
                link(Kind.CONDITION, plan.families() / 2) + "&category=REGENERATIVE");
        add(
                "treatments?condition=(many)&mscSource=(many)&caveat=(many)",
                link(Kind.CONDITION, 0) + "&mscSource=" + slug(Kind.MSC_SOURCE, 0) + "&caveat=" + slug(Kind.CAVEAT, 0));
        treatments("category=REGENERATIVE&total=true");
        treatments("category=REGENERATIVE&evidenceStage=INVESTIGATIONAL&total=true");
    }

    private void time() {
        treatments("release=1");
        treatments("release=1&category=SURGICAL");
        treatments("release=1&sort=-updatedAt");
        var last = Load.publishedAt(plan.releases()).minusSeconds(60).toString();
        treatments("updatedSince=" + last);
        treatments("updatedSince=" + last + "&sort=updatedAt");
        treatments("updatedSince=" + last + "&sort=-updatedAt");
        treatments("updatedSince=" + last + "&category=SURGICAL");
        treatments("updatedSince=2026-11-20");
        treatments("updatedSince=2026-11-20&sort=updatedAt");
        add("what release 1 changed", "/v1/releases/1");
    }

    /** Adds the deep pages that a client reaches by paging on. */
    private void deep(BenchmarkService service) throws IOException, InterruptedException {
        for (String query : List.of("", "?sort=-updatedAt", "?category=REGENERATIVE&limit=10")) {
            var next = path(Kind.TREATMENT) + query;
            for (int page = 1; page < DEEP; page++) {
                var following = service.json(next).path("next");
                if (!following.isTextual()) {
                    throw new IOException("there are not %d pages of treatments%s".formatted(DEEP, query));
                }
                next = following.asText();
            }
            add("treatments%s, page %d".formatted(query, DEEP), next);
        }
    }

    private void treatments(String query) {
        add("treatments?" + query, path(Kind.TREATMENT) + '?' + query);
    }

    private String link(Kind kind, int family) {
        return "%s?%s=%s".formatted(path(Kind.TREATMENT), kind.typeName(), slug(kind, family));
    }

    private void add(String label, String path) {
        cases.put(label, List.of(path));
    }

    private String slug(Kind kind, int family) {
        return Names.of(plan, new Plan.Place(kind, family, 0)).slug();
    }

    private static String path(Kind kind) {
        return kind.type().description().path();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
