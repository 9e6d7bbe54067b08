package org.cliniccontent.document;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.workingcopy.Editable;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What the type offers: see {@link Editable}. */
@Singleton
public class DocumentType implements Editable<Document, DocumentEdit> {

    static final String NAME = "document";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME, "documents", "title", DocumentView.class, List.of(), List.of(Facet.ofTerms("locale", "locale")));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<DocumentView> render(Collection<UUID> ids) {
        return list(ids).stream().map(DocumentView::of).toList();
    }

    @Override
    public List<Fault> check(JsonNode body) {
        return isLanguage(body.path("locale").asText())
                ? List.of()
                : List.of(Fault.at("/locale", "must be a language tag (BCP 47), such as en or pt-BR"));
    }

    private static boolean isLanguage(String tag) {
        try {
            new Locale.Builder().setLanguageTag(tag);
            return !tag.isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }

    @Override
    public Map<UUID, String> sources(Collection<UUID> ids) {
        return list(ids).stream().collect(Collectors.toMap(each -> each.id, each -> each.source));
    }

    @Override
    public Class<Document> entity() {
        return Document.class;
    }

    @Override
    public Class<DocumentEdit> edit() {
        return DocumentEdit.class;
    }

    @Override
    public Document create() {
        return new Document();
    }

    @Override
    public void apply(DocumentEdit edit, Document entity, WorkingCopyLookup directory) {
        edit.applyTo(entity);
    }

    @Override
    public DocumentEdit editOf(Document entity, WorkingCopyLookup directory) {
        return DocumentEdit.of(entity);
    }

    private static List<Document> list(Collection<UUID> ids) {
        return Document.list("id in ?1", ids);
    }
}
