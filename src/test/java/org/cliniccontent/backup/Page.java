package org.cliniccontent.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The operators' page, and the commands in it. */
final class Page {

    private final String text;

    private Page(String text) {
        this.text = text;
    }

    static Page read() throws IOException {
        return new Page(Files.readString(Path.of("k8s", "backup.md")));
    }

    /** The first block of a language under a heading. */
    String block(String heading, String language) {
        var lines = text.lines().toList();
        int at = indexOf(lines, "#+ " + Pattern.quote(heading), 0);
        int begin = indexOf(lines, "```" + language + "|#+ .*", at + 1);
        if (lines.get(begin).startsWith("#")) {
            throw new AssertionError("k8s/backup.md has no " + language + " under " + heading);
        }
        int end = indexOf(lines, "```", begin + 1);
        return String.join("\n", lines.subList(begin + 1, end)) + "\n";
    }

    /** The headings that have commands under them. */
    List<String> headings() {
        List<String> found = new ArrayList<>();
        var heading = "";
        for (String line : text.lines().toList()) {
            if (line.matches("#+ .*")) {
                heading = line.replaceFirst("#+ ", "");
            } else if (line.matches("```[a-z]+")) {
                found.add(heading);
            }
        }
        return found;
    }

    private static int indexOf(List<String> lines, String pattern, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).matches(pattern)) {
                return i;
            }
        }
        throw new AssertionError("k8s/backup.md has no line " + pattern);
    }
}
