package org.cliniccontent.generator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.cliniccontent.caveat.CaveatKind;
import org.cliniccontent.caveat.CaveatView;
import org.cliniccontent.caveat.Severity;
import org.cliniccontent.condition.CauseView;
import org.cliniccontent.condition.ConditionKind;
import org.cliniccontent.condition.ConditionView;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.Statement;
import org.cliniccontent.deliverymethod.DeliveryKind;
import org.cliniccontent.deliverymethod.DeliveryMethodView;
import org.cliniccontent.deliverymethod.Guidance;
import org.cliniccontent.document.DocumentView;
import org.cliniccontent.document.Notice;
import org.cliniccontent.mscsource.DonorType;
import org.cliniccontent.mscsource.MscSourceView;
import org.cliniccontent.reference.Author;
import org.cliniccontent.reference.Origin;
import org.cliniccontent.reference.ReferenceView;
import org.cliniccontent.treatment.Criterion;
import org.cliniccontent.treatment.EvidenceStage;
import org.cliniccontent.treatment.Mechanism;
import org.cliniccontent.treatment.TreatmentCategory;
import org.cliniccontent.treatment.TreatmentView;

import static org.cliniccontent.generator.Words.pick;
import static org.cliniccontent.generator.Words.sentence;
import static org.cliniccontent.generator.Words.skewed;

/**
 * A document and the entities curated from it, as view records. Most links stay within the family; some lead to the
 * first entities of the first family, which thus become very popular targets.
 */
final class Family {

    private final Plan plan;
    private final int number;
    private final SplittableRandom random;
    private final Source source;
    private final UUID document;

    Family(Plan plan, int number) {
        this.plan = plan;
        this.number = number;
        this.random = plan.random(number);
        this.source = new Source(random);
        this.document = plan.id(new Plan.Place(Kind.DOCUMENT, number, 0));
    }

    String sourceText() {
        return source.text();
    }

    /** Returns the views, in the order of kinds. Call it once: every call draws anew. */
    List<Object> views() {
        List<Object> views = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < plan.size(kind, number); i++) {
                var place = new Plan.Place(kind, number, i);
                views.add(view(place, plan.id(place), Names.of(plan, place)));
            }
        }
        return views;
    }

    private Object view(Plan.Place place, UUID id, Names names) {
        return switch (place.kind()) {
            case DOCUMENT -> document(id, names);
            case REFERENCE -> reference(id, names, place);
            case CAVEAT -> caveat(id, names);
            case CONDITION -> condition(id, names, place);
            case MSC_SOURCE -> mscSource(id, names);
            case DELIVERY_METHOD -> deliveryMethod(id, names);
            case TREATMENT -> treatment(id, names);
        };
    }

    private DocumentView document(UUID id, Names names) {
        int month = random.nextInt(16);
        var lastReviewed = "%d-%02d".formatted(2025 + (7 + month) / 12, (7 + month) % 12 + 1);
        return new DocumentView(
                id,
                Kind.DOCUMENT.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                skewed(random, List.of("en", "cy", "fr", "de", "es")),
                CanonicalJson.sha256(source.text()),
                null,
                List.of(new Notice(Notice.Code.SOURCE_LISTS_NO_REFERENCES, "The source lists no references.")),
                source.sections(),
                List.of(),
                Review.of(lastReviewed, null));
    }

    private ReferenceView reference(UUID id, Names names, Plan.Place place) {
        var origin = random.nextInt(100) == 0 ? Origin.SOURCE : Origin.EDITORIAL;
        return new ReferenceView(
                id,
                Kind.REFERENCE.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                skewed(random, List.of("article-journal", "thesis", "book", "chapter", "report")),
                List.of(new Author("Ménard", "A."), new Author("Ito", "K.")),
                "Journal of Invented Results",
                Integer.toString(2000 + random.nextInt(26)),
                Integer.toString(1 + random.nextInt(90)),
                null,
                null,
                "10.5555/invented.%d".formatted(place.ordinal()),
                null,
                null,
                origin,
                "invented%d".formatted(place.ordinal()),
                null,
                origin == Origin.SOURCE ? passages(1) : List.of());
    }

    private CaveatView caveat(UUID id, Names names) {
        return new CaveatView(
                id,
                Kind.CAVEAT.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                sentence(random),
                skewed(random, List.of(CaveatKind.values())),
                skewed(random, List.of(Severity.values())),
                links(Kind.REFERENCE, 1),
                review(),
                passages(1));
    }

    private ConditionView condition(UUID id, Names names, Plan.Place place) {
        Set<String> joints = new LinkedHashSet<>(List.of(skewed(random, Words.JOINTS)));
        joints.add(skewed(random, Words.JOINTS));
        List<CauseView> causes = new ArrayList<>();
        if (place.ordinal() > 1 && random.nextInt(10) < 3) {
            causes.add(new CauseView(link(new Plan.Place(Kind.CONDITION, 0, 0)), sentence(random)));
        }
        if (place.index() > 1 && random.nextBoolean()) {
            causes.add(new CauseView(
                    link(new Plan.Place(Kind.CONDITION, number, 1 + random.nextInt(place.index() - 1))),
                    sentence(random)));
        }
        return new ConditionView(
                id,
                Kind.CONDITION.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                skewed(random, List.of(ConditionKind.values())),
                List.of(Words.phrase(random)),
                List.of("pain", "stiffness"),
                List.copyOf(joints),
                Codes.of(random),
                causes,
                caveats(0),
                links(Kind.REFERENCE, 1),
                review(),
                passages(1));
    }

    private MscSourceView mscSource(UUID id, Names names) {
        return new MscSourceView(
                id,
                Kind.MSC_SOURCE.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                skewed(random, Words.TISSUES),
                random.nextInt(100) == 0 ? DonorType.ALLOGENEIC : DonorType.AUTOLOGOUS,
                List.of("BM-MSC"),
                sentence(random),
                statements(2),
                statements(1),
                caveats(1),
                links(Kind.REFERENCE, 1),
                review(),
                passages(1));
    }

    private DeliveryMethodView deliveryMethod(UUID id, Names names) {
        int guided = random.nextInt(100);
        return new DeliveryMethodView(
                id,
                Kind.DELIVERY_METHOD.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                random.nextInt(100) == 0 ? DeliveryKind.ADJUNCT : DeliveryKind.INJECTION,
                sentence(random),
                List.of(pick(random, Words.JOINTS)),
                guided == 0 ? List.of(Guidance.FLUOROSCOPY) : guided < 50 ? List.of(Guidance.ULTRASOUND) : List.of(),
                sentence(random),
                caveats(1),
                links(Kind.REFERENCE, 1),
                review(),
                passages(1));
    }

    private TreatmentView treatment(UUID id, Names names) {
        var category = skewed(
                random,
                List.of(
                        TreatmentCategory.REGENERATIVE,
                        TreatmentCategory.SURGICAL,
                        TreatmentCategory.PHARMACOLOGICAL,
                        TreatmentCategory.INJECTION,
                        TreatmentCategory.CONSERVATIVE));
        // What regenerates is always investigational, so these two filters can exclude each other.
        var stage = category == TreatmentCategory.REGENERATIVE || random.nextInt(5) == 0
                ? EvidenceStage.INVESTIGATIONAL
                : EvidenceStage.ESTABLISHED;
        boolean needsCaveat = stage == EvidenceStage.INVESTIGATIONAL || category == TreatmentCategory.SURGICAL;
        return new TreatmentView(
                id,
                Kind.TREATMENT.typeName(),
                names.slug(),
                names.name(),
                sentence(random),
                category,
                stage,
                List.of(Words.phrase(random)),
                statements(2),
                List.of(new Mechanism(Words.phrase(random), sentence(random), passage())),
                List.of(new Criterion(Words.phrase(random), sentence(random), passage())),
                statements(1),
                Codes.of(random),
                links(Kind.CONDITION, 2),
                links(Kind.MSC_SOURCE, 1),
                links(Kind.DELIVERY_METHOD, 1),
                caveats(needsCaveat ? 1 : 0),
                links(Kind.REFERENCE, 2),
                review(),
                passages(1));
    }

    private List<Statement> statements(int count) {
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            statements.add(new Statement(sentence(random), passage()));
        }
        return statements;
    }

    private Passage passage() {
        return source.passage(random, document);
    }

    private List<Passage> passages(int count) {
        return source.passages(random, document, count);
    }

    /** Returns a review: one in ten entities has its own, on some day; the others inherit their document's. */
    private Review review() {
        if (random.nextInt(10) > 0) {
            return null;
        }
        var day = java.time.LocalDate.of(2025, 9, 1).plusDays(random.nextInt(420));
        return Review.of(day.toString(), null);
    }

    private List<Link> caveats(int atLeast) {
        return links(Kind.CAVEAT, atLeast + random.nextInt(3));
    }

    /** Returns links to some of the family's own entities, and half of the time to the popular one. */
    private List<Link> links(Kind kind, int own) {
        Set<Plan.Place> places = new LinkedHashSet<>();
        if (own > 0 && random.nextBoolean()) {
            places.add(new Plan.Place(kind, 0, 0));
        }
        for (int i = 0; i < own; i++) {
            places.add(new Plan.Place(kind, number, random.nextInt(plan.size(kind, number))));
        }
        return places.stream().map(this::link).toList();
    }

    private Link link(Plan.Place place) {
        return Link.to(place.kind().typeName(), plan.id(place));
    }
}
