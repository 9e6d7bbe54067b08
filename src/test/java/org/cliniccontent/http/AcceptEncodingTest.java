package org.cliniccontent.http;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of {@code Accept-Encoding} against RFC 9110, section 12.5.3. */
class AcceptEncodingTest {

    private static final Set<ContentCoding> COMPRESSED = EnumSet.of(ContentCoding.BROTLI, ContentCoding.GZIP);

    private static ContentCoding choose(String... lines) {
        return AcceptEncoding.choose(List.of(lines), COMPRESSED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "gzip # GZIP",
                "gzip, deflate # GZIP",
                "gzip, deflate, br # BROTLI",
                "gzip, deflate, br, zstd # BROTLI",
                "br # BROTLI",
                "BR # BROTLI",
                "GZip # GZIP",
                "x-gzip # GZIP",
                "X-GZIP;q=0.5, identity;q=0.4 # GZIP",
                "compress, gzip # GZIP",
                "* # BROTLI",
                "compress;q=0.5, gzip;q=1.0 # GZIP",
                "gzip;q=1.0, identity; q=0.5, *;q=0 # GZIP",
                "br;q=0.9, gzip;q=1 # GZIP",
                "br;q=0.001, gzip;q=0 # BROTLI",
                "gzip;q=0.5, br;q=0.5 # BROTLI",
                "gzip;q=0.123, br;q=0.12 # GZIP",
                "identity, gzip # GZIP",
                "identity;q=0.5, gzip;q=0.5 # GZIP",
                "identity;q=0.6, gzip;q=0.5 # IDENTITY",
                "gzip;q=0.001 # GZIP",
                "*;q=0.1, gzip;q=0.2 # GZIP",
                "*;q=0.2, gzip;q=0.1 # BROTLI",
                "br;q=0, * # GZIP",
                "br;q=0, gzip;q=0.1, * # IDENTITY",
                "gzip;Q=0.5 # GZIP",
                "gzip ; q=0.5 # GZIP",
                "gzip\t;\tq=0.5\t,\tdeflate # GZIP",
                ",gzip,, # GZIP",
                "gzip;q=0, x-gzip # IDENTITY",
                "gzip;q=1.000;  # IDENTITY",
            })
    void theHighestWeightIsSentAndOfEqualsTheSmallest(String field, ContentCoding coding) {
        assertThat(choose(field)).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ",", "identity", "deflate", "zstd", "gzip;q=0", "gzip;q=0.000", "deflate, zstd;q=0.9"})
    void whoWantsNoneOfOursGetsNone(String field) {
        assertThat(choose(field)).isEqualTo(ContentCoding.IDENTITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*;q=0", "identity;q=0", "identity;q=0, deflate", "gzip;q=0, br;q=0, identity;q=0", "zstd, *;q=0"
            })
    void whoRefusesAllThereIsGetsItAsItIs(String field) {
        assertThat(choose(field)).isEqualTo(ContentCoding.IDENTITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip;",
                "gzip;q",
                "gzip;q=",
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=.5",
                "gzip;q=0.1234",
                "gzip;q=-1",
                "gzip;q=0,5",
                "gzip;q=05",
                "gzip;q= 1",
                "gzip;q =1",
                "gzip;q=0.5;q=1",
                "gzip;level=9",
                "gzip;q=0.\u0661",
                "gzip br",
                "gzip/br",
                "gzip, ;q=1",
                ";q=1",
                "\"gzip\"",
                "gz\u00efp, gzip",
                "gzip, br{"
            })
    void whatCannotBeReadCountsAsNothing(String field) {
        assertThat(choose(field)).isEqualTo(ContentCoding.IDENTITY);
    }

    @Test
    void linesAreOneList() {
        assertThat(choose()).isEqualTo(ContentCoding.IDENTITY);
        assertThat(choose("gzip", "br")).isEqualTo(ContentCoding.BROTLI);
        assertThat(choose("gzip;q=0.5", "br;q=0.4")).isEqualTo(ContentCoding.GZIP);
        assertThat(choose("br;q=0", "*")).isEqualTo(ContentCoding.GZIP);
        assertThat(choose("gzip", "br;q=x")).isEqualTo(ContentCoding.IDENTITY);
    }

    @Test
    void whatIsNotAvailableIsNotChosen() {
        var field = List.of("br, gzip;q=0.5, identity;q=0.1");
        assertThat(AcceptEncoding.choose(field, EnumSet.of(ContentCoding.GZIP))).isEqualTo(ContentCoding.GZIP);
        assertThat(AcceptEncoding.choose(field, EnumSet.noneOf(ContentCoding.class)))
                .isEqualTo(ContentCoding.IDENTITY);
    }

    @Property
    void theWeightsDecideWhateverTheOrder(
            @ForAll @Size(3) List<@IntRange(max = 1_000) Integer> weights, @ForAll boolean inOneLine) {
        var codings = ContentCoding.values();
        var said = Arrays.stream(codings)
                .map(coding -> "%s;q=%.3f".formatted(coding.token(), weights.get(coding.ordinal()) / 1_000.0))
                .collect(Collectors.toList());
        Collections.reverse(said);
        var lines = inOneLine ? List.of(String.join(",", said)) : said;
        var best = Arrays.stream(codings)
                .reduce((one, other) -> weights.get(other.ordinal()) > weights.get(one.ordinal()) ? other : one)
                .filter(coding -> weights.get(coding.ordinal()) > 0)
                .orElse(ContentCoding.IDENTITY);
        assertThat(AcceptEncoding.choose(lines, COMPRESSED)).isEqualTo(best);
    }

    @Property(tries = 2_000)
    void anyFieldIsAnswered(
            @ForAll @CharRange(from = ' ', to = '~') String text,
            @ForAll List<String> lines,
            @ForAll Set<ContentCoding> available) {
        assertThat(AcceptEncoding.choose(lines, available)).isNotNull();
        assertThat(AcceptEncoding.choose(List.of("gzip" + text), available)).isNotNull();
        assertThat(AcceptEncoding.choose(List.of("gzip;q=0." + text), EnumSet.of(ContentCoding.GZIP)))
                .isIn(ContentCoding.GZIP, ContentCoding.IDENTITY);
    }
}
