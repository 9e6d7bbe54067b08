package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The garbage collector's log of a virtual machine: the heap before and after each collection, since the last reading.
 */
final class CollectorLog {

    private static final Pattern SIZES = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

    private final Path file;
    private int seen;

    CollectorLog(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Returns the option by which a virtual machine writes it. */
    String option() {
        return "-Xlog:gc:file=" + file;
    }

    /**
     * The peaks, in mebibytes.
     *
     * @param used the maximum before a collection
     * @param live the maximum after one
     */
    record Peak(long used, long live) {}

    /** Returns the peaks since the last call; a time without a collection has none. */
    Peak peak() throws IOException {
        var text = Files.readString(file);
        var sizes = SIZES.matcher(text.substring(seen)).results().toList();
        seen = text.length();
        return new Peak(most(sizes, 1), most(sizes, 2));
    }

    private static long most(List<MatchResult> sizes, int group) {
        return sizes.stream()
                .mapToLong(size -> Long.parseLong(size.group(group)))
                .max()
                .orElse(0);
    }
}
