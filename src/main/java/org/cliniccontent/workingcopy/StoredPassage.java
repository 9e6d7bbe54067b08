package org.cliniccontent.workingcopy;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;

/** A passage in a working copy. */
@Embeddable
public record StoredPassage(
        UUID documentId,
        @Column(name = "start_offset") int start,
        @Column(name = "end_offset") int end,
        String quote) {

    /** The document's type name, here because every type quotes documents and only one may know the type itself. */
    static final String DOCUMENT = "document";

    public Passage view() {
        return new Passage(Link.to(DOCUMENT, documentId), start, end, quote);
    }

    public static List<Passage> views(List<StoredPassage> passages) {
        return passages.stream().map(StoredPassage::view).toList();
    }
}
