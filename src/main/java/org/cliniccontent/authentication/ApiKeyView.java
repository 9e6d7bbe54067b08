package org.cliniccontent.authentication;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An API key as it is shown. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "ApiKey",
        description = "An API key. The key itself is shown once, when it is made.",
        requiredProperties = {"id", "name", "owner", "scopes", "status", "createdAt", "createdBy", "expiresAt"})
public record ApiKeyView(
        @Schema(
                pattern = "^[0-9A-Za-z]{12}$",
                description = "The part of the key that is not secret.",
                examples = "0Gq3Vd9sKx2Z")
        String id,

        @Schema(maxLength = 200, description = "Whose it is and what for.")
        String name,

        @Schema(
                description =
                        "Whose it is. All keys of one owner are one caller: one author, one partner, one owner of "
                                + "webhooks, with one quota. It is never changed.",
                examples = "person:ann@clinic.example")
        String owner,

        @Schema(description = "What it allows.") List<String> scopes,

        @Schema(
                description = "From which addresses alone it may be used, in CIDR notation; absent: from anywhere.",
                examples = "[\"203.0.113.0/24\"]")
        List<String> networks,

        @Schema(description = "Whether it may be used.") ApiKey.Status status,

        @Schema(description = "When it was made.") Instant createdAt,

        @Schema(description = "Who made it.", examples = "key:0Gq3Vd9sKx2Z")
        String createdBy,

        @Schema(description = "When it ends.") Instant expiresAt,

        @Schema(description = "When it was revoked.") Instant revokedAt,

        @Schema(description = "When it was last used, to a minute.")
        Instant lastUsedAt,

        @Schema(description = "The key that it replaces.", examples = "0Gq3Vd9sKx2Z")
        String rotatedFrom,

        @Schema(
                description =
                        "The whole key, to be sent as `Authorization: Bearer …`. Only in the answer to the request "
                                + "that made it: it cannot be had again, not even by repeating that request.")
        String key) {

    static ApiKeyView of(ApiKey key, Instant now) {
        return new ApiKeyView(
                key.id(),
                key.name(),
                key.owner(),
                key.scopes().stream().map(Scope::value).toList(),
                key.networks().isEmpty() ? null : key.networks(),
                key.status(now),
                key.createdAt(),
                key.createdBy(),
                key.expiresAt(),
                key.revokedAt().orElse(null),
                key.lastUsedAt().orElse(null),
                key.rotatedFrom().orElse(null),
                null);
    }

    ApiKeyView with(ApiKeySecret text) {
        return withKey(text.secret());
    }

    ApiKeyView withoutKey() {
        return withKey(null);
    }

    private ApiKeyView withKey(String whole) {
        return new ApiKeyView(
                id,
                name,
                owner,
                scopes,
                networks,
                status,
                createdAt,
                createdBy,
                expiresAt,
                revokedAt,
                lastUsedAt,
                rotatedFrom,
                whole);
    }
}
