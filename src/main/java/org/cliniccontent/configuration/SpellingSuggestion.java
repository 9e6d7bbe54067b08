package org.cliniccontent.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggestions for misspelt names. */
final class SpellingSuggestion {

    /**
     * The number of letters per tolerated typing error. A name of 12 letters may have four; with more it is another
     * name.
     */
    private static final int LETTERS_PER_SLIP = 3;

    private SpellingSuggestion() {}

    /** Returns the name with the smallest edit distance to the wrong one; empty if none is near. */
    static Optional<String> nearest(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> slips(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> slips(wrong, name) <= Math.max(1, name.length() / LETTERS_PER_SLIP));
    }

    /** Returns the edit distance: letters omitted, added, replaced, or transposed with their neighbour. */
    static int slips(String wrong, String right) {
        int[][] slips = new int[wrong.length() + 1][right.length() + 1];
        for (int i = 0; i <= wrong.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : fewest(slips, wrong, right, i, j);
            }
        }
        return slips[wrong.length()][right.length()];
    }

    private static int fewest(int[][] slips, String wrong, String right, int i, int j) {
        boolean same = wrong.charAt(i - 1) == right.charAt(j - 1);
        int fewest = Math.min(slips[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped = i > 1
                && j > 1
                && wrong.charAt(i - 1) == right.charAt(j - 2)
                && wrong.charAt(i - 2) == right.charAt(j - 1);
        return swapped ? Math.min(fewest, slips[i - 2][j - 2] + 1) : fewest;
    }
}
