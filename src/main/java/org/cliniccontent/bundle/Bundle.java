package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.bundle.TextPositions.Position;
import org.cliniccontent.http.body.BodyLimits;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.body.TreeReader;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.workingcopy.EditSchemas;
import org.cliniccontent.workingcopy.EditSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A bundle as it was read: decoded strictly and valid against its schema. Its text is read once into a tree. Where a
 * fault stands in the file is looked up in a second reading, only if there is one and for all faults together.
 */
final class Bundle implements EditSet {

    static final String FORMAT = "clinic-content-bundle/1";

    private static final int MAX_CODE_POINTS = 50_000_000;

    /**
     * What reads YAML copies a line again for every thousand characters of it that have no end. A text of the greatest
     * length that a schema admits fits in a line, with some that is escaped in it.
     */
    private static final int MAX_LINE = 1_500_000;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .loaderOptions(options())
            .streamReadConstraints(StrictJson.constraints())
            .build();

    private final byte[] text;
    private final boolean isJson;
    private final Faults faults = new Faults();
    private ObjectNode tree;

    private Bundle(byte[] text, boolean isJson) {
        this.text = text;
        this.isJson = isJson;
    }

    /** @throws BundleRefusedException with the faults of the format */
    static Bundle parse(byte[] text) {
        checkText(text);
        // JSON is not quite a part of YAML: of tabs and of some characters they think otherwise.
        var bundle = startsAsJson(text) ? json(text) : null;
        if (bundle == null) {
            // It is YAML, also if it starts as JSON does, or has a fault: then what reads it as YAML says where.
            bundle = new Bundle(text, false);
            bundle.readYaml();
        }
        bundle.throwIfFaulty();
        bundle.faults.addAll(EditSchemas.faultsOfBundle(bundle.tree));
        bundle.throwIfFaulty();
        return bundle;
    }

    private static void checkText(byte[] text) {
        if (!StrictJson.isUtf8(text)) {
            throw new BundleRefusedException(List.of(Fault.at("", "is not valid UTF-8")));
        }
        for (byte each : text) {
            if (each == 0) {
                throw new BundleRefusedException(List.of(Fault.at("", "contains a NUL character")));
            }
        }
    }

    private static boolean startsAsJson(byte[] text) {
        for (byte each : text) {
            if (each != ' ' && each != '\t' && each != '\n' && each != '\r') {
                return each == '{';
            }
        }
        return false;
    }

    /** Null if it is no JSON. */
    private static Bundle json(byte[] text) {
        var bundle = new Bundle(text, true);
        try (var parser = StrictJson.parser(text)) {
            bundle.read(parser, true);
            return bundle;
        } catch (TreeReader.EndedException e) {
            if (e.isOverLimit()) {
                throw refused(e);
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read without input", e);
        }
    }

    private void readYaml() {
        checkLines(text);
        try (var parser = YAML.createParser(StrictJson.reader(text))) {
            read(parser, false);
        } catch (TreeReader.EndedException e) {
            throw refused(e);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new BundleRefusedException(
                    List.of(Fault.at("", at(e.getProblem(), mark.getLine(), mark.getColumn()))));
        } catch (YAMLException e) {
            // Such as a character that YAML has not, which comes without a line.
            throw new BundleRefusedException(List.of(Fault.at("", at(e.getMessage(), 0, 0))));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read without input", e);
        }
    }

    private static void checkLines(byte[] text) {
        int line = 0;
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || text[i] == '\r') {
                line++;
                start = i + 1;
            } else if (i - start > MAX_LINE) {
                throw new BundleRefusedException(
                        List.of(Fault.at("", at("has a line of more than " + MAX_LINE + " bytes", line, 0))));
            }
        }
    }

    private void read(JsonParser parser, boolean json) throws TreeReader.EndedException {
        var reader = new TreeReader(parser, BodyLimits.BUNDLE, text.length, json);
        JsonNode root = reader.read();
        faults.addAll(reader.faults());
        if (!(root instanceof ObjectNode object)) {
            throw new BundleRefusedException(List.of(Fault.at("", "a bundle is a mapping")));
        }
        tree = object;
    }

    private static BundleRefusedException refused(TreeReader.EndedException e) {
        // What is no YAML has its place in the text; what is too much of something has it in what was read.
        var pointer = e.isOverLimit() ? e.pointer() : "";
        return new BundleRefusedException(List.of(Fault.at(pointer, at(e.getMessage(), e.line() - 1, e.column() - 1))));
    }

    @Override
    public ObjectNode tree() {
        return tree;
    }

    @Override
    public void fault(String pointer, String detail) {
        faults.add(Fault.at(pointer, detail));
    }

    @Override
    public void throwIfFaulty() {
        if (!faults.isEmpty()) {
            throw new BundleRefusedException(located(faults));
        }
    }

    @Override
    public List<Fault> located(List<Fault> found) {
        List<String> pointers = new ArrayList<>();
        found.forEach(fault -> pointers.add(fault.pointer()));
        var positions = positions(pointers);
        List<Fault> located = new Faults();
        located.addAll(found);
        located.replaceAll(fault -> located(fault, positions.of(fault.pointer())));
        return located;
    }

    private TextPositions positions(List<String> pointers) {
        return isJson
                ? TextPositions.inJson(StrictJson.parser(text), pointers)
                : TextPositions.inYaml(new Yaml(options()), StrictJson.reader(text), pointers);
    }

    private static Fault located(Fault fault, Position position) {
        return Fault.at(fault.pointer(), at(fault.detail(), position.line(), position.column()));
    }

    private static String at(String detail, int line, int column) {
        return detail + " (line " + (line + 1) + ", column " + (column + 1) + ")";
    }

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(BodyLimits.DEPTH);
        options.setCodePointLimit(MAX_CODE_POINTS);
        return options;
    }
}
