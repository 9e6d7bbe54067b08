package org.cliniccontent.generator;

import java.util.List;
import java.util.SplittableRandom;

/** The vocabulary of names and sentences. It is invented and makes no medical statements. */
final class Words {

    static final List<String> JOINTS =
            List.of("knee", "hip", "ankle", "shoulder", "elbow", "wrist", "toe", "finger", "spine", "jaw");
    static final List<String> TISSUES =
            List.of("bone marrow", "adipose tissue", "umbilical cord", "placenta", "dental pulp", "synovium", "blood");

    private static final List<String> QUALITIES = List.of(
            "Focal",
            "Diffuse",
            "Early",
            "Late",
            "Chronic",
            "Acute",
            "Partial",
            "Complete",
            "Medial",
            "Lateral",
            "Central",
            "Deep",
            "Shallow",
            "Recurrent",
            "Isolated",
            "Combined",
            "Juvenile",
            "Adult",
            "Guided",
            "Ménard");
    private static final List<String> NOUNS = List.of(
            "cartilage",
            "chondral",
            "meniscal",
            "subchondral",
            "articular",
            "synovial",
            "ligament",
            "tendon",
            "osteochondral",
            "patellar",
            "femoral",
            "tibial",
            "acetabular",
            "talar",
            "labral",
            "growth-plate",
            "capsular",
            "bursal",
            "fascial",
            "marrow");
    private static final List<String> VERBS = List.of(
            "may support",
            "is being explored for",
            "might reduce",
            "is thought to modulate",
            "could influence",
            "does not restore",
            "is typically combined with",
            "has been described alongside");
    private static final List<String> OBJECTS = List.of(
            "the local environment of the joint",
            "a measured return to activity",
            "low-grade inflammation",
            "the signalling of neighbouring cells – directly or not",
            "the repair of small defects",
            "load sharing across the joint surface",
            "transforming growth factor β (TGF-β) pathways",
            "the naïve tissue’s response",
            "comfort during daily life",
            "the supply of nutrients");
    private static final List<String> CIRCUMSTANCES = List.of(
            "in selected patients",
            "under specialist supervision",
            "within investigational protocols",
            "over several months",
            "when other options are not suitable",
            "as far as early studies show",
            "with results that vary",
            "at least in the short term");

    private Words() {}

    static String stem(SplittableRandom random, String noun) {
        return "%s %s %s".formatted(pick(random, QUALITIES), pick(random, NOUNS), noun);
    }

    static String phrase(SplittableRandom random) {
        return "%s %s".formatted(pick(random, QUALITIES), pick(random, NOUNS));
    }

    static String sentence(SplittableRandom random) {
        return "%s %s tissue %s %s %s."
                .formatted(
                        pick(random, QUALITIES),
                        pick(random, NOUNS),
                        pick(random, VERBS),
                        pick(random, OBJECTS),
                        pick(random, CIRCUMSTANCES));
    }

    static <T> T pick(SplittableRandom random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /**
     * Draws the first value half of the time, the second one time in a thousand, the third one in a hundred, and the
     * others alike; so that a filter can select common and rare ones.
     */
    static <T> T skewed(SplittableRandom random, List<T> values) {
        int draw = random.nextInt(1000);
        if (draw < 500 || values.size() == 1) {
            return values.get(0);
        }
        if (draw == 500 && values.size() > 2) {
            return values.get(1);
        }
        if (draw <= 510 && values.size() > 2) {
            return values.get(2);
        }
        int common = Math.min(3, values.size() - 1);
        return values.get(common + random.nextInt(values.size() - common));
    }
}
