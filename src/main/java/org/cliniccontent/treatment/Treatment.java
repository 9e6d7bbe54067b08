package org.cliniccontent.treatment;

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
import org.cliniccontent.condition.Condition;
import org.cliniccontent.content.Code;
import org.cliniccontent.deliverymethod.DeliveryMethod;
import org.cliniccontent.mscsource.MscSource;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.StoredStatement;
import org.cliniccontent.workingcopy.WorkingCopy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The working copy. A treatment, established or investigational. */
@Entity
public class Treatment extends WorkingCopy {

    public String name;

    @Enumerated(EnumType.STRING)
    public TreatmentCategory category;

    @Enumerated(EnumType.STRING)
    public EvidenceStage evidenceStage;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> aliases = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_aim", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<StoredStatement> aims = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_mechanism", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<StoredMechanism> mechanisms = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_candidacy", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<StoredCriterion> candidacy = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_research_direction", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<StoredStatement> researchDirections = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_code", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<Code> codes = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "treatment_condition",
            joinColumns = @JoinColumn(name = "treatment_id"),
            inverseJoinColumns = @JoinColumn(name = "condition_id"))
    @OrderColumn(name = "position")
    public List<Condition> conditions = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "treatment_msc_source",
            joinColumns = @JoinColumn(name = "treatment_id"),
            inverseJoinColumns = @JoinColumn(name = "msc_source_id"))
    @OrderColumn(name = "position")
    public List<MscSource> mscSources = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "treatment_delivery_method",
            joinColumns = @JoinColumn(name = "treatment_id"),
            inverseJoinColumns = @JoinColumn(name = "delivery_method_id"))
    @OrderColumn(name = "position")
    public List<DeliveryMethod> deliveryMethods = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "treatment_caveat",
            joinColumns = @JoinColumn(name = "treatment_id"),
            inverseJoinColumns = @JoinColumn(name = "caveat_id"))
    @OrderColumn(name = "position")
    public List<Caveat> caveats = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "treatment_reference",
            joinColumns = @JoinColumn(name = "treatment_id"),
            inverseJoinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Reference> references = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "treatment_passage", joinColumns = @JoinColumn(name = "treatment_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
