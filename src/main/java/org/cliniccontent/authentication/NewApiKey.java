package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;

/**
 * What a client says of a key that is to be made.
 *
 * @param owner whose it is to be; empty: the key is a caller of its own
 * @param networks from where it may be used; empty: from anywhere
 */
record NewApiKey(String name, Set<Scope> scopes, Instant expiresAt, Optional<String> owner, List<String> networks) {

    static final String SCHEMA = "/schemas/new-api-key.schema.json";

    private static final String EXPIRES_AT = "expiresAt";
    private static final SchemaCheck CHECK = SchemaCheck.of(SCHEMA);

    /** @throws ProblemException INVALID_BODY with every fault */
    static NewApiKey parse(byte[] body, Instant now) {
        var json = CHECK.parse(body);
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        json.path("scopes").forEach(scope -> scopes.add(Scope.of(scope.asText()).orElseThrow()));
        return new NewApiKey(
                json.path("name").asText(),
                scopes,
                expiry(json.path(EXPIRES_AT), now),
                Optional.ofNullable(json.path("owner").textValue()),
                KeyNetworks.parse(json.path("networks")));
    }

    NewApiKey ownedBy(String whom) {
        return new NewApiKey(name, scopes, expiresAt, Optional.of(whom), networks);
    }

    private static Instant expiry(JsonNode given, Instant now) {
        if (given.isMissingNode()) {
            return now.plus(ApiKeys.DEFAULT_LIFETIME);
        }
        try {
            var moment = OffsetDateTime.parse(given.asText()).toInstant();
            if (moment.isAfter(now) && !moment.isAfter(now.plus(ApiKeys.MAX_LIFETIME))) {
                return moment;
            }
        } catch (DateTimeException e) {
            // A leap second, which the format allows and no clock here has: said below.
        }
        throw StrictJson.invalid(List.of(Fault.at(
                '/' + EXPIRES_AT,
                String.format(
                        Locale.ROOT,
                        "must be in the future, and at most %d days from now",
                        ApiKeys.MAX_LIFETIME.toDays()))));
    }
}
