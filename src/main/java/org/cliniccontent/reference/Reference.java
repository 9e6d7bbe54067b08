package org.cliniccontent.reference;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.WorkingCopy;

/** The working copy. A publication, with the fields of CSL-JSON. */
@Entity
public class Reference extends WorkingCopy {

    public String title;
    public String cslType;

    @ElementCollection
    @CollectionTable(name = "reference_author", joinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Author> author = new ArrayList<>();

    public String containerTitle;

    public String issued;

    public String volume;

    public String issue;

    public String page;

    public String doi;

    public String pmid;

    public String url;

    @Enumerated(EnumType.STRING)
    public Origin origin;

    @Column(unique = true)
    public String citationKey;

    @ElementCollection
    @CollectionTable(name = "reference_passage", joinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
