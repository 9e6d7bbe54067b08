package org.cliniccontent.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random entities of a plan, the same in each run. */
public final class Sample {

    private Sample() {}

    /** Returns slugs of treatments, with repetitions if there are few. */
    public static List<String> treatments(Plan plan, int count) {
        var random = new SplittableRandom(plan.seed());
        List<String> slugs = new ArrayList<>();
        while (slugs.size() < count) {
            int family = random.nextInt(plan.families());
            int size = plan.size(Kind.TREATMENT, family);
            if (size > 0) {
                var place = new Plan.Place(Kind.TREATMENT, family, random.nextInt(size));
                slugs.add(Names.of(plan, place).slug());
            }
        }
        return slugs;
    }
}
