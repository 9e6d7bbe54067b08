package org.cliniccontent.generator;

import java.text.Normalizer;
import java.util.Locale;
import java.util.SplittableRandom;

/** The name and slug of an entity, derived from its place alone, so that readers of the content know them too. */
public record Names(String name, String slug) {

    static Names of(Plan plan, Plan.Place place) {
        var random = new SplittableRandom(
                plan.seed() + place.ordinal() * 31 + place.kind().ordinal());
        var noun =
                switch (place.kind()) {
                    case DOCUMENT -> "overview";
                    case REFERENCE -> "study";
                    case CAVEAT -> "caution";
                    case CONDITION -> "lesion";
                    case MSC_SOURCE -> "harvest";
                    case DELIVERY_METHOD -> "injection";
                    case TREATMENT -> "therapy";
                };
        var name = "%s %d".formatted(Words.stem(random, noun), place.ordinal());
        return new Names(name, slug(name));
    }

    private static String slug(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
    }
}
