package org.cliniccontent.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Negotiation;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.publishing.ReleasePlans;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.release.RequestedRelease;
import org.cliniccontent.review.ApprovalConfig;
import org.cliniccontent.workingcopy.DryRun;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Bundles in and out. */
@Path("/v1")
@Tag(name = "Bundles")
public class BundleResource {

    static final String YAML = "application/yaml";

    /** A bundle is held in memory while it is checked. */
    static final int MAX_BYTES = 32_000_000;

    /** Of the ten reads that may be answered at once. */
    private static final int MAX_EXPORTS = 3;

    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_PATH = 120;

    private final Import imports;
    private final Export export;
    private final RequestedRelease reads;
    private final ReleasePlans plans;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest request;
    private final CurrentVertxRequest routing;
    private final boolean authorMayApprove;
    private final Semaphore exports = new Semaphore(MAX_EXPORTS);

    BundleResource(
            Import imports,
            Export export,
            RequestedRelease reads,
            ReleasePlans plans,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest request,
            CurrentVertxRequest routing,
            ApprovalConfig review) {
        this.imports = imports;
        this.export = export;
        this.reads = reads;
        this.plans = plans;
        this.writes = writes;
        this.bodies = bodies;
        this.request = request;
        this.routing = routing;
        this.authorMayApprove = review.authorMayApprove();
    }

    /** What an import did. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Imported",
            description = "What an import did.",
            requiredProperties = {"drafts"})
    public record Imported(
            @Schema(
                    description = "The working copies that it created or changed, by collection and slug. "
                            + "What the bundle says as it was already is not in it.")
            List<String> drafts,

            @Schema(description = "The release that it made, if it was to and something changed.")
            Release release) {}

    private record Options(boolean dryRun, boolean release, String message, Set<String> reuseSlugs) {}

    @POST
    @Path("imports")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "importBundle",
            summary = "Import a bundle",
            description =
                    "All of it or nothing, into the working copies: what it names is created or replaced, what it "
                            + "says as it is already is left alone. With `release` all that is not released yet of what it says is approved and "
                            + "released at once, which needs `drafts:review` and `releases:publish` as well, and a service in which authors may approve. "
                            + "Faults name their place in the file.")
    @APIResponse(
            responseCode = "200",
            description = "What was done, or with `dryRun` what would be.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(anyOf = {Imported.class, ReleasePlans.Plan.class})))
    public Response importBundle(@Context UriInfo uri, InputStream in) {
        var options = options(uri);
        var caller = request.caller();
        requireFor(options);
        var bundle = bodies.read(in, MAX_BYTES, YAML, MediaType.APPLICATION_JSON);
        var act = new ReleaseRequest(options.message(), caller.name(), options.reuseSlugs());
        if (options.dryRun()) {
            return DryRun.answer(() -> plans.of(imports.plan(bundle, act, caller)));
        }
        return writes.run(bundle, () -> {
            var drafts = options.release() ? imports.draftToRelease(bundle, caller) : imports.draft(bundle, caller);
            var paths = drafts.stream().map(Candidate::path).sorted().toList();
            var release =
                    options.release() ? imports.release(drafts, act, caller).orElse(null) : null;
            return Response.ok(new Imported(paths, release))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        });
    }

    @GET
    @Path("export")
    @Produces({MediaType.APPLICATION_JSON, YAML})
    @Requires(Scope.CONTENT_READ)
    @Operation(
            operationId = "exportBundle",
            summary = "Export what is published",
            description =
                    "As a bundle, which imports to the same state: with all sources, and the ids. Former slugs and "
                            + "earlier releases are not in it.")
    @APIResponse(
            responseCode = "200",
            description = "The bundle.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Bundle")),
                @Content(mediaType = YAML, schema = @Schema(ref = "Bundle"))
            })
    public Response exportBundle(@Context UriInfo uri, @Context ContainerRequestContext context) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var time = RequestedRelease.parse(parameters);
        parameters.finish("release, asOf");
        takePlace();
        long release = reads.resolve(time);
        var mediaType = Negotiation.preferred(context, List.of(MediaType.APPLICATION_JSON, YAML));
        StreamingOutput body = out -> {
            try (JsonGenerator generator = factory(mediaType).createGenerator(out)) {
                export.write(generator, release);
            }
        };
        return Response.ok(body, mediaType)
                .header("Content-Release", release)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    /** An export is sent as fast as its client takes it, and holds a worker as long as that takes: most stay for others. */
    private void takePlace() {
        if (!exports.tryAcquire()) {
            throw ProblemException.unavailable("There are as many exports under way as there may be");
        }
        RequestEnd.then(routing.getCurrent(), exports::release);
    }

    private static JsonFactory factory(String mediaType) {
        return mediaType.equals(YAML)
                ? YAMLFactory.builder()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .disable(YAMLGenerator.Feature.SPLIT_LINES)
                        .build()
                : new JsonFactory();
    }

    private static Options options(UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        boolean dryRun = parameters.one("dryRun", BundleResource::bool).orElse(false);
        boolean release = parameters.one("release", BundleResource::bool).orElse(false);
        var message = parameters.one("message", BundleResource::message);
        var reuseSlugs = new HashSet<>(parameters.many("reuseSlug", BundleResource::path));
        if (release && message.isEmpty()) {
            parameters.fault("message", "is needed with 'release'");
        }
        if (!release && message.isPresent()) {
            parameters.fault("message", "is only for a release");
        }
        parameters.finish("dryRun, release, message, reuseSlug");
        return new Options(dryRun, release, message.orElse("Dry run"), reuseSlugs);
    }

    /** What releasing at once needs beside writing: nobody may so do in one step what they may not in three. */
    private void requireFor(Options options) {
        if (!options.release() || options.dryRun()) {
            return;
        }
        var missing = Stream.of(Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH)
                .filter(scope -> !request.caller().has(scope))
                .map(Scope::value)
                .toList();
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    String.format(Locale.ROOT, "To release at once needs %s as well", String.join(", ", missing)));
        }
        if (!authorMayApprove) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Here another than the author has to approve: import without 'release', and submit for review");
        }
    }

    private static boolean bool(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new MalformedException("must be true or false");
        }
        return value.equals("true");
    }

    private static String message(String value) {
        // What is invisible says nothing.
        if (TextRule.NAME.cleaned(value).isBlank() || value.codePointCount(0, value.length()) > MAX_MESSAGE) {
            throw new MalformedException(String.format(Locale.ROOT, "must have from 1 to %d characters", MAX_MESSAGE));
        }
        return value;
    }

    private static String path(String value) {
        QueryParameters.requireLength(value, MAX_PATH);
        if (!value.matches("[a-z-]+/[a-z0-9]+(-[a-z0-9]+)*+")) {
            throw new MalformedException("must be a collection and a slug, such as conditions/osteoarthritis");
        }
        return value;
    }
}
