package org.cliniccontent.sync;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.CurrentRelease;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a partner proves its copy by. */
@Path("/v1/digest")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = SyncContract.TAG)
@Requires(Scope.SYNC_READ)
public class DigestResource {

    private final Digests digests;
    private final CurrentRelease current;

    DigestResource(Digests digests, CurrentRelease current) {
        this.digests = digests;
        this.current = current;
    }

    /** The digest of a release. */
    @Schema(
            name = "Digest",
            description = "The digest of all that is published at a release.",
            requiredProperties = {"release", "digest", "buckets"})
    public record Digest(
            @Schema(minimum = "0", description = "The release.")
            long release,

            @Schema(
                    description = "The root: the SHA-256 over the 256 digests of the buckets, each as its 32 bytes, in "
                            + "their order.",
                    ref = "Sha256")
            String digest,

            @Schema(
                    minItems = 256,
                    maxItems = 256,
                    description = "Of each bucket the SHA-256 over its lines `type/id/sha256`, each ended by a line "
                            + "feed, in the order of their bytes; an empty one is the SHA-256 of nothing. An entity is "
                            + "in the bucket that is the first byte of the SHA-256 of `type/id`. A bucket that differs "
                            + "is repaired by `/v1/changes?bucket=3f`.")
            List<String> buckets) {}

    @GET
    @Operation(
            operationId = "getDigest",
            summary = "Prove a copy",
            description = "The digest of a release, by default the current one. Ask for the release that your copy is "
                    + "complete to: if the digest that you compute is the same, so is the copy; if not, the buckets tell where "
                    + "it differs.")
    @APIResponse(
            responseCode = "200",
            description = "The digest.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Digest.class)))
    public Response digest(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var asked = parameters.one("release", value -> QueryParameters.number(value, 0, Long.MAX_VALUE));
        parameters.finish("release");
        long release = asked.orElseGet(current::number);
        if (!current.reaches(release)) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no release %d", release));
        }
        if (release > 0) {
            current.at(release);
        }
        return Response.ok(
                        new Digest(release, digests.root(release), digests.buckets(release)),
                        MediaType.APPLICATION_JSON_TYPE)
                .header("Content-Release", release)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
