package org.cliniccontent.deliverymethod;

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
import org.cliniccontent.workingcopy.WorkingCopy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The working copy. How a treatment is delivered, or what it is combined with. */
@Entity
public class DeliveryMethod extends WorkingCopy {

    public String name;

    @Enumerated(EnumType.STRING)
    public DeliveryKind kind;

    public String description;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> targetSites = new ArrayList<>();

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<Guidance> guidance = new ArrayList<>();

    public String purpose;

    @ManyToMany
    @JoinTable(
            name = "delivery_method_caveat",
            joinColumns = @JoinColumn(name = "delivery_method_id"),
            inverseJoinColumns = @JoinColumn(name = "caveat_id"))
    @OrderColumn(name = "position")
    public List<Caveat> caveats = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "delivery_method_reference",
            joinColumns = @JoinColumn(name = "delivery_method_id"),
            inverseJoinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Reference> references = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "delivery_method_passage", joinColumns = @JoinColumn(name = "delivery_method_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
