package org.cliniccontent.document;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.Edits;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record DocumentEdit(
        String title,
        String summary,
        String locale,
        String source,
        String sourceSha256,
        String reviewStatement,
        List<Notice> notices,
        List<Section> sections,
        List<SectionOnly> sectionOnly,
        Review review) {

    public DocumentEdit {
        notices = Edits.orEmpty(notices);
        sections = Edits.orEmpty(sections);
        sectionOnly = Edits.orEmpty(sectionOnly);
        sourceSha256 = sourceSha256 == null ? CanonicalJson.sha256(source) : sourceSha256;
    }

    static DocumentEdit of(Document entity) {
        return new DocumentEdit(
                entity.title,
                entity.summary,
                entity.locale,
                entity.source,
                entity.sourceSha256,
                entity.reviewStatement,
                entity.notices,
                entity.sections,
                entity.sectionOnly,
                entity.enteredReview());
    }

    void applyTo(Document entity) {
        entity.title = title;
        entity.summary = summary;
        entity.locale = locale;
        entity.source = source;
        entity.sourceSha256 = sourceSha256;
        entity.reviewStatement = reviewStatement;
        entity.notices = new ArrayList<>(notices);
        entity.sections = new ArrayList<>(sections);
        entity.sectionOnly = new ArrayList<>(sectionOnly);
        entity.review(review);
    }
}
