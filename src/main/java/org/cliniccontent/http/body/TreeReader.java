package org.cliniccontent.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Makes a tree of tokens, of JSON or of YAML, within {@link BodyLimits}. What can be read on is collected as faults, what
 * cannot ends the reading.
 */
public final class TreeReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_SHARED_NAMES = 1_000;

    private final JsonParser parser;
    private final BodyLimits limits;
    private final int maxValues;
    private final boolean exact;
    private final Faults faults = new Faults();

    /** Names are few, and not every parser gives the same one for the same. */
    private final Map<String, String> names = new HashMap<>();

    /** Where the reading is: a name or an index at each level. A pointer is made of it only where there is a fault. */
    private final String[] path = new String[BodyLimits.DEPTH + 1];

    private final int[] indexes = new int[BodyLimits.DEPTH + 1];
    private int depth;
    private int values;

    /** Why the reading ended. */
    enum Cause {
        SYNTAX,
        LIMIT,
        MORE
    }

    /** Where the reading ended. */
    public static final class EndedException extends Exception {

        private final String pointer;
        private final int line;
        private final int column;
        private final Cause cause;

        EndedException(String pointer, String detail, int line, int column, Cause cause) {
            super(detail, null, false, false);
            this.pointer = pointer;
            this.line = line;
            this.column = column;
            this.cause = cause;
        }

        public String pointer() {
            return pointer;
        }

        /** From 1. */
        public int line() {
            return line;
        }

        /** From 1. */
        public int column() {
            return column;
        }

        /** Whether there is more of something than there may be, which may be well formed. */
        public boolean isOverLimit() {
            return cause == Cause.LIMIT;
        }

        /** Whether something follows the value. */
        boolean isAfterEnd() {
            return cause == Cause.MORE;
        }
    }

    /**
     * @param bytes how long the body is
     * @param exact whether a number that no double has exactly is a fault
     */
    public TreeReader(JsonParser parser, BodyLimits limits, long bytes, boolean exact) {
        this.parser = parser;
        this.limits = limits;
        this.maxValues = limits.valuesIn(bytes);
        this.exact = exact;
    }

    /** What was found so far that did not end the reading. */
    public Faults faults() {
        return faults;
    }

    /** The one value that the body is; a missing node if it is none. */
    public JsonNode read() throws EndedException {
        try {
            if (parser.nextToken() == null) {
                return NODES.missingNode();
            }
            var node = value();
            if (parser.nextToken() != null) {
                throw ended("has something after its end", Cause.MORE);
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw ended(
                    "is nested deeper than " + BodyLimits.DEPTH + ", or has a number of more than " + BodyLimits.NUMBER
                            + ", a name of more than " + BodyLimits.NAME + " or a text of more than "
                            + BodyLimits.text(BodyLimits.TEXT) + " characters",
                    Cause.LIMIT);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw ended("cannot be read", Cause.SYNTAX);
        }
    }

    /** What the parser says of it, as far as it is about the text and not about the parser. */
    private EndedException malformed(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            var mark = yaml.getProblemMark();
            return new EndedException(
                    pointer(), yaml.getProblem(), mark.getLine() + 1, mark.getColumn() + 1, Cause.SYNTAX);
        }
        var message = e.getOriginalMessage();
        int about = message.indexOf(", got this instead");
        var detail = about < 0 ? message : message.substring(0, about);
        var where = e.getLocation();
        return where == null
                ? ended(detail, Cause.SYNTAX)
                : new EndedException(pointer(), detail, where.getLineNr(), where.getColumnNr(), Cause.SYNTAX);
    }

    private EndedException ended(String detail, Cause cause) {
        var location = parser.currentLocation();
        return new EndedException(pointer(), detail, location.getLineNr(), location.getColumnNr(), cause);
    }

    private void fault(String detail) {
        faults.add(Fault.at(faults.isFull() ? "" : pointer(), detail));
    }

    private String pointer() {
        var pointer = "";
        for (int i = 0; i < depth; i++) {
            pointer = path[i] == null ? pointer + '/' + indexes[i] : StrictJson.below(pointer, path[i]);
        }
        return pointer;
    }

    private JsonNode value() throws IOException, EndedException {
        if (++values > maxValues) {
            throw ended("has more than " + BodyLimits.text(maxValues) + " values", Cause.LIMIT);
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            // A small text could otherwise unfold into a huge one.
            throw ended("has an alias, write it out", Cause.SYNTAX);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(text(parser.getText()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(real());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw ended("is nothing that JSON has", Cause.SYNTAX);
        };
    }

    private void enter(String name) throws EndedException {
        // The parser has a limit as well, but not every parser.
        if (depth == BodyLimits.DEPTH) {
            throw ended("is nested deeper than " + BodyLimits.DEPTH, Cause.LIMIT);
        }
        path[depth++] = name;
    }

    private JsonNode object() throws IOException, EndedException {
        var object = NODES.objectNode();
        int members = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            if (++members > limits.members()) {
                throw ended("has more than " + BodyLimits.text(limits.members()) + " members", Cause.LIMIT);
            }
            if (name.length() > BodyLimits.NAME) {
                throw ended("has a name of more than " + BodyLimits.NAME + " characters", Cause.LIMIT);
            }
            var forbidden = TextRule.NAME.fault(name);
            forbidden.ifPresent(detail -> fault("has a member whose name " + detail));
            parser.nextToken();
            enter(name);
            if (forbidden.isEmpty() && object.has(name)) {
                fault("is given twice");
            }
            object.set(shared(name), value());
            depth--;
        }
        return object;
    }

    private JsonNode array() throws IOException, EndedException {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (array.size() == limits.items()) {
                throw ended("has more than " + BodyLimits.text(limits.items()) + " items", Cause.LIMIT);
            }
            enter(null);
            indexes[depth - 1] = array.size();
            array.add(value());
            depth--;
        }
        return array;
    }

    private String shared(String name) {
        return names.size() < MAX_SHARED_NAMES
                ? names.computeIfAbsent(name, same -> same)
                : names.getOrDefault(name, name);
    }

    private String text(String text) throws EndedException {
        if (text.length() > BodyLimits.TEXT) {
            throw ended("has a text of more than " + BodyLimits.text(BodyLimits.TEXT) + " characters", Cause.LIMIT);
        }
        TextRule.of(member()).fault(text).ifPresent(this::fault);
        return text;
    }

    /** The member that the value is, or is a list of. */
    private String member() {
        for (int i = depth - 1; i >= 0; i--) {
            if (path[i] != null) {
                return path[i];
            }
        }
        return "";
    }

    private NumericNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> (NumericNode) NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private double real() throws IOException {
        if (!exact) {
            return parser.getDoubleValue();
        }
        var text = parser.getText();
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value) || new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) != 0) {
            fault("is out of the range or the precision of a double");
        }
        return value;
    }
}
