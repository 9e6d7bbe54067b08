package org.cliniccontent.workingcopy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cliniccontent.workingcopy.QuoteSearch.Occurrence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many quotes are found in one text as one by one, but without going through it for each. */
class QuoteSearchTest {

    /** Few letters, so that much is there twice and much nearly. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "😀").list().ofMaxSize(60).map(letters -> String.join("", letters));
    }

    @Provide
    Arbitrary<String> quotes() {
        return Arbitraries.of("a", "b", "😀").list().ofMinSize(1).ofMaxSize(5).map(letters -> String.join("", letters));
    }

    @Property(tries = 2000)
    void aQuoteIsFoundAsItIsOneByOne(
            @ForAll("texts") String text, @ForAll List<@net.jqwik.api.From("quotes") String> quotes) {
        var found = QuoteSearch.of(text, quotes);
        for (String quote : quotes) {
            int first = text.indexOf(quote);
            boolean again = first >= 0 && text.indexOf(quote, first + 1) >= 0;
            assertThat(found).containsEntry(quote, new Occurrence(first, again));
        }
    }

    @Test
    void theTextIsGoneThroughOnceForEachLength() {
        var text = "a".repeat(100_000);
        // Each takes as long as the text is, times its own length, if it is looked for by itself.
        List<String> quotes = IntStream.range(0, 5_000)
                .mapToObj(i -> "a".repeat(1_000) + String.format(java.util.Locale.ROOT, "%05d", i))
                .toList();
        assertThat(QuoteSearch.stepsOf(text, quotes)).isLessThan(2L * text.length());
        assertThat(QuoteSearch.of(text, quotes)).containsValue(Occurrence.NONE).hasSize(5_000);
    }
}
