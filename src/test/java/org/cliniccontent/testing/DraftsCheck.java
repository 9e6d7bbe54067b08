package org.cliniccontent.testing;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;

/** A check that working copies match their drafts, and drafts the published content. */
final class DraftsCheck {

    private final Rows rows;
    private final Consumer<String> violation;

    DraftsCheck(Rows rows, Consumer<String> violation) {
        this.rows = rows;
        this.violation = violation;
    }

    void check(Collection<String> types) throws SQLException {
        none("was published, but has no draft", """
                select i.type || ' ' || i.id from published_item i
                where i.until_release is null and not exists (select from draft d where d.id = i.id)
                """);
        none("is a draft that is released, but not what is published", """
                select d.type || ' ' || d.slug || ' ' || d.id from draft d
                left join published_item i on i.id = d.id and i.until_release is null
                where d.state = 'RELEASED'
                  and (i.id is null or i.state = 'PUBLISHED' and (i.sha256 <> d.sha256 or i.slug <> d.slug))
                """);
        none("is a draft with another hash than its body's", """
                select type || ' ' || slug from draft where sha256 <> encode(sha256(convert_to(body, 'UTF8')), 'hex')
                """);
        none("is approved as something else than it is", """
                select type || ' ' || slug from draft
                where approved_sha256 <> encode(sha256(convert_to(coalesce(removal, body), 'UTF8')), 'hex')
                """);
        for (String type : types) {
            none("is a draft or a working copy without the other, or under another slug", """
                    select coalesce(d.type || ' ' || d.slug, '%1$s ' || w.slug)
                    from (select * from draft where type = '%2$s') d full join %1$s w using (id)
                    where w.slug is distinct from d.slug
                    """.formatted(
                            table(type), type));
        }
    }

    private static String table(String type) {
        return type.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private void none(String message, String sql) throws SQLException {
        rows.each(sql, row -> violation.accept(row.getString(1) + ' ' + message));
    }
}
