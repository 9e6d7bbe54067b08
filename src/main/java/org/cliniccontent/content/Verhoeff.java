package org.cliniccontent.content;

/**
 * Verhoeff's check digit, which SNOMED CT identifiers end in: it finds every single wrong digit and every swap of two
 * neighbours. It multiplies in the dihedral group of the pentagon, each digit permuted by its place.
 */
final class Verhoeff {

    private static final int DIGITS = 10;

    /** The permutation of the second place; each further place permutes once more. */
    private static final int[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

    private Verhoeff() {}

    static boolean isValid(String digits) {
        int check = 0;
        for (int place = 0; place < digits.length(); place++) {
            int digit = digits.charAt(digits.length() - 1 - place) - '0';
            // The permutation has order 8.
            for (int i = 0; i < place % 8; i++) {
                digit = PERMUTATION[digit];
            }
            check = product(check, digit);
        }
        return check == 0;
    }

    /** Of two symmetries of the pentagon: 0 to 4 are rotations, 5 to 9 reflections. */
    private static int product(int one, int other) {
        int half = DIGITS / 2;
        int rotation = one < half ? one + other : one - other;
        int turned = Math.floorMod(rotation, half);
        boolean reflected = (one < half) != (other < half);
        return reflected ? turned + half : turned;
    }
}
