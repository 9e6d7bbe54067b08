package org.cliniccontent.document;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.workingcopy.WorkingCopy;

/** The working copy of a source document. */
@Entity
public class Document extends WorkingCopy {

    public String title;

    /** BCP 47. */
    public String locale;

    /** Verbatim. */
    public String source;

    public String sourceSha256;

    /** The source's own words on its review. */
    public String reviewStatement;

    @ElementCollection
    @CollectionTable(name = "document_notice", joinColumns = @JoinColumn(name = "document_id"))
    @OrderColumn(name = "position")
    public List<Notice> notices = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "document_section", joinColumns = @JoinColumn(name = "document_id"))
    @OrderColumn(name = "position")
    public List<Section> sections = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "document_section_only", joinColumns = @JoinColumn(name = "document_id"))
    @OrderColumn(name = "position")
    public List<SectionOnly> sectionOnly = new ArrayList<>();
}
