package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a virtual machine's collector wrote since it was looked at last: the heap before and after each collection. */
final class CollectorLog {

    private static final Pattern SIZES = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

    private final Path file;
    private int seen;

    CollectorLog(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Makes a virtual machine write it. */
    String option() {
        return "-Xlog:gc:file=" + file;
    }

    /**
     * Mebibytes.
     *
     * @param used the most that a collection found
     * @param live the most that one left
     */
    record Peak(long used, long live) {}

    /** Since it was asked before; nothing is known of a time without a collection. */
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
