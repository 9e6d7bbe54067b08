package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.editing.EditSchemas;
import org.cliniccontent.editing.Incoming;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.StrictJson;
import org.cliniccontent.http.TextRule;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A bundle as it was read: decoded strictly and valid against its schema. It remembers where everything stood, so that
 * a fault found later can still be shown in the file.
 */
final class Bundle implements Incoming {

    static final String FORMAT = "clinic-content-bundle/1";

    private static final int MAX_CODE_POINTS = 50_000_000;
    private static final int MAX_DEPTH = 50;

    private static final Pattern ESCAPE = Pattern.compile("\\\\.");

    /** A tab, which JSON has between values, and what JSON has within strings. */
    private static final Pattern NOT_IN_YAML = Pattern.compile("[\\t\\x7f-\\x84\\x86-\\x9f\\ufffe\\uffff]");

    private final ObjectNode tree;
    private final Node marks;
    private final List<Fault> faults = new ArrayList<>();

    private Bundle(ObjectNode tree, Node marks) {
        this.tree = tree;
        this.marks = marks;
    }

    /** @throws BundleRefused with every fault of the format */
    static Bundle parse(byte[] yaml) {
        var text = decode(yaml);
        try {
            var json = json(text, yaml);
            var marks = new Yaml(options()).compose(new StringReader(json.isPresent() ? marked(text) : text));
            if (!((json.isPresent() ? json.get() : yaml(text)) instanceof ObjectNode tree)) {
                throw new BundleRefused(List.of(Fault.at("", "a bundle is a mapping")));
            }
            var bundle = new Bundle(tree, marks);
            bundle.checkTexts("", tree);
            // First, so that no fault of the schema repeats a name that may not stand there.
            bundle.throwIfFaulty();
            EditSchemas.faultsOfBundle(tree).forEach(fault -> bundle.fault(fault.pointer(), fault.detail()));
            bundle.throwIfFaulty();
            return bundle;
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new BundleRefused(List.of(Fault.at("", at(e.getProblem(), mark.getLine(), mark.getColumn()))));
        } catch (YAMLException e) {
            // Such as too many aliases, which come without a place.
            throw new BundleRefused(List.of(Fault.at("", at(e.getMessage(), 0, 0))));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new BundleRefused(
                    List.of(Fault.at("", at(e.getOriginalMessage(), where.getLineNr() - 1, where.getColumnNr() - 1))));
        }
    }

    /** JSON is read as JSON, which is not quite a part of YAML: of tabs and of some characters they think otherwise. */
    private static Optional<JsonNode> json(String text, byte[] bytes) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(StrictJson.parse(bytes));
        } catch (ProblemException e) {
            // It is YAML that begins so, or it has a fault: then what reads it as YAML says where.
            return Optional.empty();
        }
    }

    /** JSON so that YAML takes it, every key where it was. */
    private static String marked(String json) {
        var escapes = ESCAPE.matcher(json).replaceAll(escape -> escape.group().equals("\\/") ? "//" : "$0");
        return NOT_IN_YAML.matcher(escapes).replaceAll(" ");
    }

    private static JsonNode yaml(String text) throws JsonProcessingException {
        for (Event event : new Yaml(options()).parse(new StringReader(text))) {
            if (event instanceof AliasEvent) {
                var mark = event.getStartMark();
                throw new BundleRefused(
                        List.of(Fault.at("", at("has an alias, write it out", mark.getLine(), mark.getColumn()))));
            }
        }
        var factory = YAMLFactory.builder()
                .loaderOptions(options())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return new ObjectMapper(factory).readTree(text);
    }

    /** What the schema cannot say: which characters each text may have. */
    private void checkTexts(String pointer, JsonNode node) {
        if (node.isTextual()) {
            TextRule.at(pointer).fault(node.asText()).ifPresent(detail -> fault(pointer, detail));
        }
        if (node.isObject()) {
            node.properties().forEach(member -> {
                TextRule.NAME
                        .fault(member.getKey())
                        .ifPresent(detail -> fault(pointer, "has a member whose name " + detail));
                checkTexts(StrictJson.below(pointer, member.getKey()), member.getValue());
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checkTexts(pointer + '/' + i, node.get(i));
        }
    }

    @Override
    public ObjectNode tree() {
        return tree;
    }

    @Override
    public void fault(String pointer, String detail) {
        var mark = locate(pointer).getStartMark();
        faults.add(Fault.at(pointer, at(detail, mark.getLine(), mark.getColumn())));
    }

    @Override
    public void throwIfFaulty() {
        if (!faults.isEmpty()) {
            throw new BundleRefused(faults);
        }
    }

    private static String at(String detail, int line, int column) {
        return "%s (line %d, column %d)".formatted(detail, line + 1, column + 1);
    }

    /** The node at a pointer, or the nearest around it. */
    private Node locate(String pointer) {
        Node node = marks;
        for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.tail()) {
            Node next = null;
            if (node instanceof SequenceNode sequence
                    && at.getMatchingIndex() >= 0
                    && at.getMatchingIndex() < sequence.getValue().size()) {
                next = sequence.getValue().get(at.getMatchingIndex());
            } else if (node instanceof MappingNode mapping) {
                next = member(mapping, at.getMatchingProperty());
            }
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }

    private static Node member(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .map(tuple -> tuple.getValueNode())
                .findFirst()
                .orElse(null);
    }

    private static String decode(byte[] yaml) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BundleRefused(List.of(Fault.at("", "is not valid UTF-8")));
        }
        if (text.indexOf('\0') >= 0) {
            throw new BundleRefused(List.of(Fault.at("", "contains a NUL character")));
        }
        return text;
    }

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        // No aliases: a small file could otherwise unfold into a huge one.
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CODE_POINTS);
        return options;
    }
}
