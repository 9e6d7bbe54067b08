package org.cliniccontent.workingcopy;

import java.util.List;

/**
 * A passage as an editor gives it, with its offsets found.
 *
 * @param document the document's slug
 */
public record PassageEdit(String document, int start, int end, String quote) {

    public StoredPassage stored(WorkingCopyLookup directory) {
        return new StoredPassage(directory.documentId(document), start, end, quote);
    }

    public static PassageEdit of(StoredPassage passage, WorkingCopyLookup directory) {
        return new PassageEdit(
                directory.documentSlug(passage.documentId()), passage.start(), passage.end(), passage.quote());
    }

    public static List<StoredPassage> stored(List<PassageEdit> passages, WorkingCopyLookup directory) {
        return Edits.map(passages, each -> each.stored(directory));
    }

    public static List<PassageEdit> of(List<StoredPassage> passages, WorkingCopyLookup directory) {
        return Edits.map(passages, each -> of(each, directory));
    }
}
