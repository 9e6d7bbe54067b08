package org.cliniccontent.condition;

import jakarta.persistence.Embeddable;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;

/** What causes a condition, and how. */
@Embeddable
public class Cause {

    @ManyToOne(optional = false)
    @JoinColumn(name = "cause_id")
    public Condition condition;

    public String how;

    protected Cause() {
        // for Hibernate
    }

    Cause(Condition condition, String how) {
        this.condition = condition;
        this.how = how;
    }
}
