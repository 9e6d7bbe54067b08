package org.cliniccontent.configuration;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The types of values: their notation, and their amounts for comparisons. They are stricter than the framework's
 * converters.
 */
enum ValueKind {
    /** {@code true} or {@code false}. The framework takes all but a few other words for {@code false}. */
    SWITCH("true or false") {
        @Override
        BigDecimal amount(String value) {
            if (!Set.of("true", "false").contains(value)) {
                throw new IllegalArgumentException(value);
            }
            return BigDecimal.ZERO;
        }
    },
    NUMBER("a whole number") {
        @Override
        BigDecimal amount(String value) {
            return BigDecimal.valueOf(Long.parseLong(value));
        }
    },
    DURATION("a duration") {
        @Override
        BigDecimal amount(String value) {
            var duration = parse(value);
            return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        }
    },
    INTERVAL("off or a duration") {
        @Override
        BigDecimal amount(String value) {
            return value.equals(OFF) ? null : DURATION.amount(value);
        }
    },
    SIZE("a size") {
        @Override
        BigDecimal amount(String value) {
            if (!SIZES.matcher(value).matches()) {
                throw new IllegalArgumentException(value);
            }
            return new BigDecimal(new MemorySizeConverter().convert(value).asBigInteger());
        }
    },
    /** A text, whose amount is its length. */
    TEXT("a text") {
        @Override
        BigDecimal amount(String value) {
            return BigDecimal.valueOf(value.codePointCount(0, value.length()));
        }
    },
    /** A value that only the framework's converters understand. */
    OTHER("") {
        @Override
        BigDecimal amount(String value) {
            return null;
        }
    };

    static final String OFF = "off";

    private static final Pattern SIZES = Pattern.compile("[0-9]{1,15}[BKMGTbkmgt]?");
    /**
     * The framework's durations without a sign: {@code 15}, {@code 500ms}, {@code 1h30m}, {@code 1.5s}, {@code PT15S}.
     */
    private static final Pattern DURATIONS = Pattern.compile(
            "[0-9]{1,9}(?:MS|D)?|(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?S)?"
                    + "|P(?=[0-9T])(?:[0-9]{1,9}D)?(?:T[0-9.HMS]{1,40})?",
            Pattern.CASE_INSENSITIVE);

    private final String words;

    ValueKind(String words) {
        this.words = words;
    }

    /**
     * Returns the amount to compare with bounds; null if values are not compared.
     *
     * @throws IllegalArgumentException if the value is not of this kind
     */
    abstract BigDecimal amount(String value);

    /** Returns the amount of a bound; a bound of a text is a number of characters. */
    BigDecimal bound(String bound) {
        return (this == TEXT ? NUMBER : this).amount(bound);
    }

    /** Returns the description for people: {@code a duration}. */
    String words() {
        return words;
    }

    static ValueKind of(Class<?> type, AnnotatedElement member) {
        if (type == boolean.class || type == Boolean.class) {
            return SWITCH;
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return NUMBER;
        }
        if (type == Duration.class) {
            return DURATION;
        }
        if (type == MemorySize.class) {
            return SIZE;
        }
        if (type == String.class) {
            return member.isAnnotationPresent(Interval.class) ? INTERVAL : TEXT;
        }
        return OTHER;
    }

    private static Duration parse(String value) {
        if (!DURATIONS.matcher(value).matches()) {
            throw new IllegalArgumentException(value);
        }
        return DurationConverter.parseDuration(value);
    }
}
