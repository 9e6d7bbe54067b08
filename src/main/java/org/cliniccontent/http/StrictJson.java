package org.cliniccontent.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON (RFC 8259) decoded so that nothing is guessed, dropped or changed: what is accepted is stored and returned
 * exactly, and what would not be is refused with its place. This is I-JSON (RFC 7493), with texts as {@link TextRule}
 * has them.
 */
public final class StrictJson {

    static final int MAX_DEPTH = 50;

    /** Enough for every double and every 64-bit number. */
    static final int MAX_NUMBER_LENGTH = 30;

    static final int MAX_NAME_LENGTH = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final List<Fault> faults = new ArrayList<>();

    /** What is being read, for a fault that ends the reading. */
    private String at = "";

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws ProblemException INVALID_BODY with every fault, up to the first that ends the reading */
    public static JsonNode parse(byte[] body) {
        if (body.length == 0) {
            throw invalid(List.of(Fault.at("", "is empty")));
        }
        try (var parser = FACTORY.createParser(decode(body))) {
            var reading = new StrictJson(parser);
            var node = reading.document();
            if (!reading.faults.isEmpty()) {
                throw invalid(reading.faults);
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("a string is read without input", e);
        }
    }

    /** A body that is not what it must be. */
    public static ProblemException invalid(List<Fault> faults) {
        var first = faults.get(0);
        var detail = faults.size() > 1
                ? "The body has %d faults".formatted(faults.size())
                : "%s %s".formatted(first.pointer().isEmpty() ? "The body" : first.pointer(), first.detail());
        return new ProblemException(ProblemType.INVALID_BODY, detail, faults);
    }

    /** A member's or an element's place below another (RFC 6901). */
    public static String below(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(List.of(Fault.at("", "is not valid UTF-8")));
        }
    }

    private JsonNode document() {
        try {
            if (parser.nextToken() == null) {
                throw invalid(List.of(Fault.at("", "is empty")));
            }
            var node = value("");
            at = "";
            if (parser.nextToken() != null) {
                faults.add(Fault.at("", "has something after its end (%s)".formatted(place())));
            }
            return node;
        } catch (StreamConstraintsException e) {
            faults.add(Fault.at(
                    at,
                    "is nested deeper than %d, or has a number of more than %d or a name of more than %d characters (%s)"
                            .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_NAME_LENGTH, place())));
        } catch (IOException e) {
            faults.add(Fault.at(at, "is not JSON (%s)".formatted(place())));
        }
        return NODES.missingNode();
    }

    private String place() {
        var location = parser.currentLocation();
        return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private JsonNode value(String pointer) throws IOException {
        at = pointer;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(pointer);
            case START_ARRAY -> array(pointer);
            case VALUE_STRING -> NODES.textNode(text(pointer, parser.getText()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(real(pointer, parser.getText()));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("not the beginning of a value: " + parser.currentToken());
        };
    }

    private ObjectNode object(String pointer) throws IOException {
        var object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var member = below(pointer, name);
            var fault = TextRule.NAME.fault(name);
            if (fault.isPresent()) {
                faults.add(Fault.at(pointer, "has a member whose name " + fault.get()));
            } else if (object.has(name)) {
                faults.add(Fault.at(member, "is given twice"));
            }
            parser.nextToken();
            object.set(name, value(member));
            at = pointer;
        }
        return object;
    }

    private ArrayNode array(String pointer) throws IOException {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(pointer + '/' + array.size()));
            at = pointer;
        }
        return array;
    }

    private String text(String pointer, String text) {
        TextRule.at(pointer).fault(text).ifPresent(detail -> faults.add(Fault.at(pointer, detail)));
        return text;
    }

    private NumericNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> (NumericNode) NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private double real(String pointer, String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value) || new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) != 0) {
            faults.add(Fault.at(pointer, "is out of the range or the precision of a double"));
        }
        return value;
    }
}
