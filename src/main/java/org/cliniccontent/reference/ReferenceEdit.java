package org.cliniccontent.reference;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record ReferenceEdit(
        String title,
        String summary,
        String cslType,
        List<Author> author,
        String containerTitle,
        String issued,
        String volume,
        String issue,
        String page,
        String doi,
        String pmid,
        String url,
        Origin origin,
        String citationKey,
        Review review,
        List<PassageEdit> passages) {

    public ReferenceEdit {
        author = Edits.orEmpty(author);
        passages = Edits.orEmpty(passages);
    }

    static ReferenceEdit of(Reference entity, WorkingCopyLookup directory) {
        return new ReferenceEdit(
                entity.title,
                entity.summary,
                entity.cslType,
                entity.author,
                entity.containerTitle,
                entity.issued,
                entity.volume,
                entity.issue,
                entity.page,
                entity.doi,
                entity.pmid,
                entity.url,
                entity.origin,
                entity.citationKey,
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(Reference entity, WorkingCopyLookup directory) {
        entity.title = title;
        entity.summary = summary;
        entity.cslType = cslType;
        entity.author = new ArrayList<>(author);
        entity.containerTitle = containerTitle;
        entity.issued = issued;
        entity.volume = volume;
        entity.issue = issue;
        entity.page = page;
        entity.doi = doi;
        entity.pmid = pmid;
        entity.url = url;
        entity.origin = origin;
        entity.citationKey = citationKey;
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
