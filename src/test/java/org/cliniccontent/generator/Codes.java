package org.cliniccontent.generator;

import java.util.List;
import java.util.SplittableRandom;
import org.cliniccontent.content.Code;

/** Invented codes of a terminology, the first of them common and the last rare. */
final class Codes {

    private static final String SYSTEM = "http://id.nlm.nih.gov/mesh";
    private static final int COUNT = 500;

    private Codes() {}

    static List<Code> of(SplittableRandom random) {
        int code = 1 + (int) (COUNT * Math.pow(random.nextDouble(), 3));
        return List.of(new Code(SYSTEM, "D%06d".formatted(code), "Concept %d".formatted(code), Code.Match.BROADER));
    }

    /** Returns a filter's value: the most common code, or the rarest. */
    static String filter(boolean common) {
        return "%s|D%06d".formatted(SYSTEM, common ? 1 : COUNT);
    }
}
