package org.cliniccontent.mscsource;

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
import org.cliniccontent.caveat.Caveat;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.StoredStatement;
import org.cliniccontent.workingcopy.WorkingCopy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The working copy. A tissue that mesenchymal stem cells (MSCs) are obtained from. */
@Entity
public class MscSource extends WorkingCopy {

    public String name;

    public String tissue;

    @Enumerated(EnumType.STRING)
    public DonorType donorType;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> abbreviations = new ArrayList<>();

    public String procurement;

    @ElementCollection
    @CollectionTable(name = "msc_source_advantage", joinColumns = @JoinColumn(name = "msc_source_id"))
    @OrderColumn(name = "position")
    public List<StoredStatement> advantages = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "msc_source_consideration", joinColumns = @JoinColumn(name = "msc_source_id"))
    @OrderColumn(name = "position")
    public List<StoredStatement> considerations = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "msc_source_caveat",
            joinColumns = @JoinColumn(name = "msc_source_id"),
            inverseJoinColumns = @JoinColumn(name = "caveat_id"))
    @OrderColumn(name = "position")
    public List<Caveat> caveats = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "msc_source_reference",
            joinColumns = @JoinColumn(name = "msc_source_id"),
            inverseJoinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Reference> references = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "msc_source_passage", joinColumns = @JoinColumn(name = "msc_source_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
