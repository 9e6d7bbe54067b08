package org.cliniccontent.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The values of one figure over several rounds: median, minimum and maximum. */
record Series(double[] sorted) {

    static <T> Series of(List<T> rounds, ToDoubleFunction<T> figure) {
        return new Series(rounds.stream().mapToDouble(figure).sorted().toArray());
    }

    /** Computes the ratio of each round separately, because both sides then met the same conditions. */
    static <T> Series ratios(List<T> of, List<T> to, ToDoubleFunction<T> figure) {
        var ratios = new double[of.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(of.get(i)) / figure.applyAsDouble(to.get(i));
        }
        Arrays.sort(ratios);
        return new Series(ratios);
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the value that this share of all does not exceed. */
    double quantile(double share) {
        return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
    }

    /** @param decimals after the point */
    String format(int decimals) {
        var number = "%,." + decimals + 'f';
        return String.format(
                Locale.ROOT,
                number + " (" + number + ".." + number + ')',
                median(),
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
