package org.cliniccontent.condition;

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
import org.cliniccontent.content.Code;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.WorkingCopy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The working copy. A condition: what affects a patient's cartilage, or is the cause of it. */
@Entity
public class Condition extends WorkingCopy {

    public String name;

    @Enumerated(EnumType.STRING)
    public ConditionKind kind;

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> aliases = new ArrayList<>();

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> symptoms = new ArrayList<>();

    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> affectedJoints = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "condition_code", joinColumns = @JoinColumn(name = "condition_id"))
    @OrderColumn(name = "position")
    public List<Code> codes = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "condition_cause", joinColumns = @JoinColumn(name = "condition_id"))
    @OrderColumn(name = "position")
    public List<Cause> causedBy = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "condition_caveat",
            joinColumns = @JoinColumn(name = "condition_id"),
            inverseJoinColumns = @JoinColumn(name = "caveat_id"))
    @OrderColumn(name = "position")
    public List<Caveat> caveats = new ArrayList<>();

    @ManyToMany
    @JoinTable(
            name = "condition_reference",
            joinColumns = @JoinColumn(name = "condition_id"),
            inverseJoinColumns = @JoinColumn(name = "reference_id"))
    @OrderColumn(name = "position")
    public List<Reference> references = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "condition_passage", joinColumns = @JoinColumn(name = "condition_id"))
    @OrderColumn(name = "position")
    public List<StoredPassage> passages = new ArrayList<>();
}
