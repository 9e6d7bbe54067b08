package org.cliniccontent.content;

/**
 * Links from one type's entities to another's.
 *
 * @param field the member that holds them: {@code mscSources}
 * @param filter the parameter that filters lists by a target's slug, and the field of its facet rows: {@code mscSource}
 * @param target the name of the type they lead to
 * @param inverse the member of the target that leads back: {@code treatments}
 */
public record Relation(String field, String filter, String target, String inverse) {

    public static Relation caveats() {
        return new Relation(TypeDescription.CAVEATS, "caveat", "caveat", "appliesTo");
    }

    public static Relation references() {
        return new Relation("references", "reference", "reference", "citedBy");
    }

    /** From every passage, wherever in the entity it stands, to the document that it quotes. */
    public static Relation passages() {
        return new Relation("passages", "document", "document", "entities");
    }
}
