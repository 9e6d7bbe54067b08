package org.cliniccontent.authentication;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;

/**
 * Whose API keys are. An owner is a person or a system, and is the caller's identity: all keys of one owner, and the
 * tokens of a person who owns keys, are one caller. It is said when a key is made, and never changed.
 */
@ApplicationScoped
public class KeyOwners {

    /** Whoever has the key that the installation itself makes, or that its configuration names. */
    public static final String ADMINISTRATOR = "system:administrator";

    private static final String KEY = "key:";
    private static final String SUBJECT = "oidc:";

    /** In lower case only, so that no two spellings of a name are two owners. */
    private static final Pattern NAMED = Pattern.compile("(person|system):[a-z0-9][a-z0-9._@+-]{0,99}");

    private static final Pattern OF_KEY = Pattern.compile(KEY + "[0-9A-Za-z]{12}");

    private final Database database;
    private final Optional<String> issuer;

    KeyOwners(Database database, OidcConfig config) {
        this.database = database;
        this.issuer = config.issuer();
    }

    /** Someone who has keys. */
    public record Holder(String id, String name) {}

    /** The owner that a key has if nobody else is named: it is a caller of its own. */
    static String ofKey(String id) {
        return KEY + id;
    }

    /** The identity of whom a token stands for. A subject is unique only with its issuer (RFC 9068, section 5). */
    static String ofSubject(String issuer, String subject) {
        return SUBJECT + issuer + '|' + subject;
    }

    /**
     * The owner that is meant.
     *
     * @param asked {@code person:<id>}, {@code system:<id>}, the identity of a token's subject, or {@code key:<id>} for
     *     the owner of another key
     * @throws ProblemException INVALID_BODY if there is no such owner
     */
    String resolve(String asked) {
        if (NAMED.matcher(asked).matches()) {
            return asked;
        }
        if (OF_KEY.matcher(asked).matches()) {
            return database.queryOne(
                            "select owner from api_key where id = ?",
                            row -> row.getString(1),
                            asked.substring(KEY.length()))
                    .orElseThrow(() -> invalid("there is no such key"));
        }
        var prefix = issuer.map(uri -> ofSubject(uri, ""));
        if (prefix.filter(asked::startsWith).isPresent()
                && asked.length() > prefix.get().length()) {
            return asked;
        }
        throw invalid("must be person:, system: or key: with an id, or oidc: with the issuer that is configured, "
                + "a vertical line and a subject");
    }

    private static ProblemException invalid(String detail) {
        return StrictJson.invalid(List.of(Fault.at("/owner", detail)));
    }

    /** Who has an API key now with a scope. */
    public List<Holder> holdersOf(Scope scope, Instant now) {
        return database.query(
                """
                select owner, max(name) from api_key
                where ? = any(scopes) and revoked_at is null and expires_at > ?
                group by owner order by owner
                """, row -> new Holder(row.getString(1), row.getString(2)), scope.value(), Timestamp.from(now));
    }

    /**
     * What older versions kept for the holders of tokens, without the issuer, is theirs under that of the configuration.
     * Again at each start, because an older version may have gone on for a while beside this one.
     */
    public void adopt(@Observes @Priority(1) StartupEvent event) {
        issuer.ifPresent(uri -> {
            var prefix = ofSubject(uri, "");
            database.update("""
                    update webhook_endpoint set owner = ? || substr(owner, 6)
                    where owner like 'oidc:%' and owner not like 'oidc:http%|%'
                    """, prefix);
            database.update("""
                    update sync_acknowledgement a set partner = ? || substr(partner, 6)
                    where partner like 'oidc:%' and partner not like 'oidc:http%|%'
                      and not exists (select from sync_acknowledgement o where o.partner = ? || substr(a.partner, 6))
                    """, prefix, prefix);
            database.update("""
                    update draft set authors = (
                        select array_agg(case when a.author like 'oidc:%' and a.author not like 'oidc:http%|%'
                                              then ? || substr(a.author, 6) else a.author end order by a.place)
                        from unnest(authors) with ordinality a (author, place))
                    where exists (select from unnest(authors) author
                                  where author like 'oidc:%' and author not like 'oidc:http%|%')
                    """, prefix);
        });
    }
}
