package org.cliniccontent.caveat;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.WorkingCopy;

/** The working copy. A caveat: what must be known with everything that it applies to. */
@Entity
public class Caveat extends WorkingCopy {

    public String title;

    public String statement;

    @Enumerated(EnumType.STRING)
    public CaveatKind kind;

    @Enumerated(EnumType.STRING)
    public Severity severity;

    @ManyToMany
    @JoinTable(
            name = "caveat_reference",
            joinColumns = @JoinColumn(name = "caveat_id"),
            inverseJoinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Reference> references = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "caveat_passage", joinColumns = @JoinColumn(name = "caveat_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
