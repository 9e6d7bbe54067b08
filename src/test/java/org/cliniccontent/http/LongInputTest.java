package org.cliniccontent.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cliniccontent.http.body.SchemaCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Parsers of headers, parameters and strings take linear time, and do not recurse. */
class LongInputTest {

    /** A length far beyond any limit: a quadratic parser takes minutes. */
    private static final int LENGTH = 1_000_000;

    private static final Duration AT_MOST = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/", "a/a,", "a/a;", "a/a;a=\"", "\"", ",", " ", ";", "*/", "a/a;q=0.", "\\", "a/a;a=\"\\"
            })
    void acceptIsReadOnce(String part) {
        var field = part.repeat(LENGTH / part.length());
        assertTimeoutPreemptively(AT_MOST, () -> {
            AcceptHeader.parse(field);
            AcceptHeader.parse("a/b;c=\"" + field + "\"");
            AcceptHeader.parse("a/b;" + field + "\u0001");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a,", "a;", "a;q=", ",", " ", ";", "a;q=0.5,", "\"", "W/", "\"\",", "W/\"x\" "})
    void listsAreReadOnce(String part) {
        var lines = List.of(part.repeat(LENGTH / part.length()));
        assertTimeoutPreemptively(AT_MOST, () -> {
            AcceptEncoding.choose(lines, Set.of(ContentCoding.GZIP));
            EntityTags.match(lines, "\"x\"");
            EntityTags.matchStrongly(lines, "\"x\"");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%41", "%", "+", "&", "=", "%f0%9f%98%80", "a=b&"})
    void aQueryIsReadOnce(String part) {
        var query = part.repeat(LENGTH / part.length());
        assertTimeoutPreemptively(AT_MOST, () -> {
            try {
                QueryParameters.parse(query);
                QueryParameters.percentDecode(query);
            } catch (QueryParameters.MalformedException e) {
                assertThat(e.getMessage()).hasSizeLessThan(200);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[a-z0-9]+(-[a-z0-9]+)*$",
                "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
                "^[a-z-]+/[a-z0-9]+(-[a-z0-9]+)*$"
            })
    void aPatternOfASchemaDoesNotRecur(String pattern) {
        var nodes = JsonNodeFactory.instance;
        var check = SchemaCheck.of(nodes.objectNode().put("type", "string").put("pattern", pattern));
        assertThat(check.faults(nodes.textNode("aa" + "-a".repeat(LENGTH)))).hasSizeLessThan(2);
        assertThat(check.faults(nodes.textNode("aa" + "-a".repeat(LENGTH) + "-")))
                .hasSize(1);
        assertThat(check.faults(nodes.textNode("aa-b-c3".replace("aa", pattern.contains("/") ? "a/a" : "aa"))))
                .isEmpty();
        assertThat(check.faults(nodes.textNode("aa-b-c3\n"))).hasSize(1);
    }

    @Test
    void aDateIsReadOnce() {
        var text = "9".repeat(LENGTH);
        assertTimeoutPreemptively(AT_MOST, () -> {
            HttpDate.parse(text, Instant.EPOCH);
            try {
                TimeParameter.end(text);
            } catch (QueryParameters.MalformedException e) {
                assertThat(e.getMessage()).startsWith("must be a date");
            }
        });
    }
}
