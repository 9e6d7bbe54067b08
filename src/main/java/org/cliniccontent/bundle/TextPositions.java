package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Where values stand in a text. The text is gone through once, whatever number of pointers is asked for, and nothing is
 * kept but the places asked for.
 */
final class TextPositions {

    /** A place, from 0. */
    record Position(int line, int column) {}

    /** What is asked for, as a tree of the pointers' segments. */
    private static final class Wanted {

        private final Map<String, Wanted> below = new HashMap<>();
        private Position position;

        private void add(JsonPointer pointer) {
            var at = this;
            for (var rest = pointer; !rest.matches(); rest = rest.tail()) {
                at = at.below.computeIfAbsent(rest.getMatchingProperty(), segment -> new Wanted());
            }
        }

        /** Where a pointer leads, or as near as there is something. */
        private Position nearest(JsonPointer pointer) {
            var at = this;
            for (var rest = pointer; !rest.matches(); rest = rest.tail()) {
                var next = at.below.get(rest.getMatchingProperty());
                if (next == null || next.position == null) {
                    break;
                }
                at = next;
            }
            return at.position == null ? new Position(0, 0) : at.position;
        }
    }

    private final Wanted root = new Wanted();
    private long visited;

    private TextPositions() {}

    private static TextPositions wanting(Collection<String> pointers) {
        var positions = new TextPositions();
        pointers.forEach(pointer -> positions.root.add(JsonPointer.compile(pointer)));
        return positions;
    }

    /** In YAML. What is no YAML ends it early. */
    static TextPositions inYaml(Yaml yaml, Reader text, Collection<String> pointers) {
        var positions = wanting(pointers);
        try {
            positions.new InYaml(yaml.parse(text).iterator()).document();
        } catch (YAMLException e) {
            // What was found before is all there is.
        }
        return positions;
    }

    /** In JSON. What is no JSON ends it early. */
    static TextPositions inJson(JsonParser parser, Collection<String> pointers) {
        var positions = wanting(pointers);
        try (parser) {
            if (parser.nextToken() != null) {
                positions.inJson(parser, positions.root);
            }
        } catch (IOException e) {
            // What was found before is all there is.
        }
        return positions;
    }

    Position of(String pointer) {
        return root.nearest(JsonPointer.compile(pointer));
    }

    List<Position> of(List<String> pointers) {
        List<Position> found = new ArrayList<>();
        pointers.forEach(pointer -> found.add(of(pointer)));
        return found;
    }

    /** How many events or tokens were looked at. */
    long visited() {
        return visited;
    }

    /** One member of its name or element, the first, and only if it is asked for. */
    private static Wanted within(Wanted wanted, String segment) {
        var next = wanted.below.get(segment);
        return next == null || next.position != null ? null : next;
    }

    private JsonToken next(JsonParser parser) throws IOException {
        visited++;
        return parser.nextToken();
    }

    private void inJson(JsonParser parser, Wanted wanted) throws IOException {
        if (wanted == null) {
            skip(parser);
            return;
        }
        var start = parser.currentTokenLocation();
        wanted.position = new Position(start.getLineNr() - 1, start.getColumnNr() - 1);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (next(parser) == JsonToken.FIELD_NAME) {
                var member = within(wanted, parser.currentName());
                next(parser);
                inJson(parser, member);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; next(parser) != JsonToken.END_ARRAY; i++) {
                inJson(parser, within(wanted, Integer.toString(i)));
            }
        }
    }

    /** Without recursion: what is skipped may be nested deeply. */
    private void skip(JsonParser parser) throws IOException {
        int depth = 0;
        for (var token = parser.currentToken(); ; token = next(parser)) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
        }
    }

    private final class InYaml {

        private final Iterator<Event> events;

        private InYaml(Iterator<Event> events) {
            this.events = events;
        }

        private Event next() {
            visited++;
            return events.next();
        }

        private void document() {
            // The starts of the stream and of the document are before the first value.
            for (var event = next(); events.hasNext(); event = next()) {
                if (isValue(event)) {
                    value(event, root);
                    return;
                }
            }
        }

        private static boolean isValue(Event event) {
            return event instanceof ScalarEvent
                    || event instanceof MappingStartEvent
                    || event instanceof SequenceStartEvent;
        }

        private void value(Event start, Wanted wanted) {
            if (wanted == null) {
                skip(start);
                return;
            }
            wanted.position = new Position(
                    start.getStartMark().getLine(), start.getStartMark().getColumn());
            if (start instanceof SequenceStartEvent) {
                int i = 0;
                for (var event = next(); !(event instanceof SequenceEndEvent); event = next()) {
                    value(event, within(wanted, Integer.toString(i++)));
                }
            } else if (start instanceof MappingStartEvent) {
                for (var key = next(); !(key instanceof MappingEndEvent); key = next()) {
                    skip(key);
                    var name = key instanceof ScalarEvent scalar ? scalar.getValue() : null;
                    value(next(), name == null ? null : within(wanted, name));
                }
            }
        }

        private void skip(Event start) {
            int depth = 0;
            for (var event = start; ; event = next()) {
                if (event instanceof MappingStartEvent || event instanceof SequenceStartEvent) {
                    depth++;
                } else if (event instanceof MappingEndEvent || event instanceof SequenceEndEvent) {
                    depth--;
                }
                if (depth == 0) {
                    return;
                }
            }
        }
    }
}
