package org.cliniccontent.authentication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What administrators do with API keys. */
@Path("/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = AccessContract.API_KEYS)
@Requires(Scope.ADMIN)
public class ApiKeyResource {

    static final String ROTATION_SCHEMA = "/schemas/api-key-rotation.schema.json";

    private static final int MAX_BODY = 10_000;
    private static final int DEFAULT_OVERLAP_SECONDS = 86_400;
    private static final SchemaCheck ROTATION = SchemaCheck.of(ROTATION_SCHEMA);

    private final ApiKeys keys;
    private final KeyOwners owners;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest current;
    private final Clock clock;
    private final Cursors cursors;

    ApiKeyResource(
            ApiKeys keys,
            KeyOwners owners,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest current,
            Clock clock,
            Cursors cursors) {
        this.keys = keys;
        this.owners = owners;
        this.writes = writes;
        this.bodies = bodies;
        this.current = current;
        this.clock = clock;
        this.cursors = cursors;
    }

    /** A page of API keys. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "ApiKeyPage",
            description = "A page of API keys, the newest first.",
            requiredProperties = {"items"})
    public record ApiKeyPage(
            @Schema(description = "The keys.") List<ApiKeyView> items,
            @Schema(ref = "Next") String next) {}

    @POST
    @Operation(
            operationId = "createApiKey",
            summary = "Make an API key",
            description = "The answer has the whole key in `key`, this once. A repetition by `Idempotency-Key` is "
                    + "answered the same without it. Whoever has `admin` may grant every scope, also those that its own "
                    + "key has not: the audit log says what was granted, to whom, and what of it the grantor did not "
                    + "have.")
    @APIResponse(
            responseCode = "201",
            description = "The key.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ApiKeyView.class)))
    public Response create(InputStream in, @Context UriInfo uri) {
        noParameters(uri);
        var body = bodies.read(in, MAX_BODY);
        var wanted = NewApiKey.parse(body, clock.instant());
        return writes.run(
                body,
                () -> {
                    var text = ApiKeySecret.generate();
                    keys.store(
                            text,
                            wanted.owner()
                                    .map(owners::resolve)
                                    .map(wanted::ownedBy)
                                    .orElse(wanted),
                            current.caller());
                    return created(text);
                },
                ApiKeyResource::withoutKey);
    }

    @GET
    @Operation(
            operationId = "listApiKeys",
            summary = "List API keys",
            description = "The newest first, with those that are expired or revoked. Without the keys themselves.")
    @APIResponse(
            responseCode = "200",
            description = "A page of keys.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ApiKeyPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        parameters.finish(Page.PARAMETERS);
        int limit = page.limit() + 1;
        var found = page.after("api-keys")
                .map(cursor -> keys.list(cursor.moment(), cursor.id(), limit))
                .orElseGet(() -> keys.list(limit));
        var now = clock.instant();
        return page.answer(
                "/v1/api-keys",
                "api-keys",
                found,
                last -> new Page.Position(last.createdAt().toString(), last.id()),
                (items, next) -> new ApiKeyPage(
                        items.stream().map(key -> ApiKeyView.of(key, now)).toList(), next));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getApiKey", summary = "Read an API key", description = "Without the key itself.")
    @APIResponse(
            responseCode = "200",
            description = "The key.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ApiKeyView.class)))
    public Response get(@RestPath String id, @Context UriInfo uri) {
        noParameters(uri);
        return Response.ok(ApiKeyView.of(find(id), clock.instant()), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "revokeApiKey",
            summary = "Revoke an API key",
            description = "It cannot be used from now on, and not be restored. Revoking it again changes nothing.")
    @APIResponse(responseCode = "204", description = "It is revoked.")
    public Response revoke(@RestPath String id, @Context UriInfo uri) {
        noParameters(uri);
        return writes.run(new byte[0], () -> {
            keys.revoke(find(id).id());
            return Response.noContent().build();
        });
    }

    @POST
    @Path("{id}/rotate")
    @Operation(
            operationId = "rotateApiKey",
            summary = "Replace an API key",
            description =
                    "Makes a key of the same name, owner and scopes, for as long as the old one was made for. The old "
                            + "one ends after the overlap, so that clients can change over. The answer has the new key in "
                            + "`key`, this once: a repetition by `Idempotency-Key` is answered the same without it.")
    @APIResponse(
            responseCode = "201",
            description = "The new key.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ApiKeyView.class)))
    public Response rotate(@RestPath String id, InputStream in, @Context UriInfo uri) {
        noParameters(uri);
        var body = bodies.read(in, MAX_BODY);
        var asked = ROTATION.parse(body);
        var overlap = Duration.ofSeconds(asked.path("overlapSeconds").asInt(DEFAULT_OVERLAP_SECONDS));
        var networks =
                Optional.of(asked.path("networks")).filter(JsonNode::isArray).map(KeyNetworks::parse);
        return writes.run(
                body,
                () -> {
                    find(id);
                    return created(keys.rotate(id, overlap, networks, current.caller())
                            .orElseThrow(() -> new ProblemException(
                                    ProblemType.CONFLICT, "The key is expired, revoked, or was replaced before")));
                },
                ApiKeyResource::withoutKey);
    }

    private Response created(ApiKeySecret text) {
        var key = find(text.id());
        writes.describe(KeyGrant.of(key, current.caller()));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/v1/api-keys/" + text.id())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ApiKeyView.of(key, clock.instant()).with(text))
                .build();
    }

    private ApiKey find(String id) {
        return keys.find(id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no API key with this id"));
    }

    private static Object withoutKey(Object view) {
        return ((ApiKeyView) view).withoutKey();
    }

    private static void noParameters(UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
    }
}
