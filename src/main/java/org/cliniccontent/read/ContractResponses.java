package org.cliniccontent.read;

import java.math.BigDecimal;
import java.util.List;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What every read may answer: its headers, not modified, and the problems. */
final class ContractResponses {

    private static final ProblemType[] PROBLEMS = {
        ProblemType.INVALID_PARAMETER,
        ProblemType.MALFORMED_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.NOT_ACCEPTABLE,
        ProblemType.PRECONDITION_FAILED,
        ProblemType.URI_TOO_LONG,
        ProblemType.HEADERS_TOO_LARGE,
        ProblemType.INTERNAL,
        ProblemType.UNAVAILABLE,
        ProblemType.RELEASE_NOT_REACHED
    };

    private static final List<String> HEADERS =
            List.of("ETag", "Last-Modified", "Cache-Control", "Content-Release", "Surrogate-Key", "Vary");

    private ContractResponses() {}

    static void addTo(Components components) {
        components.addHeader(
                "ETag",
                header(
                        "A strong entity tag (RFC 9110), made from the bytes as they are sent: another one for each "
                                + "`Content-Encoding`.",
                        "\"Re_oKNKQtSfUQMpFWMD-tw\""));
        components.addHeader(
                "Last-Modified",
                header(
                        "When the release that is described was published, or, if that is later, the last midnight in "
                                + "UTC where it is said how reviews stand today. Absent where a second would not tell it from "
                                + "what was there before: compare tags.",
                        "Mon, 23 Nov 2026 09:30:00 GMT"));
        components.addHeader(
                "Cache-Control",
                header(
                        "How long it may be reused (RFC 9111, RFC 5861). With `release` for ever, as it never changes "
                                + "(`immutable`, RFC 8246).",
                        "public, max-age=30, stale-while-revalidate=30"));
        components.addHeader(
                "Surrogate-Key", header("What a cache in front may purge it by.", "content treatment/debridement"));
        components.addHeader("Vary", header("The request headers that it depends on.", RenderedResponse.VARY));
        components.addHeader(
                "Link",
                header(
                        "The next page, as `rel=\"next\"` (RFC 8288). Absent on the last.",
                        "</v1/conditions?cursor=61MBNIGX>; rel=\"next\""));
        components.addHeader(
                "Location", header("The same under the entity's present slug.", "/v1/conditions/osteoarthritis"));
        components.addHeader(
                "Retry-After",
                OASFactory.createHeader()
                        .description("Seconds to wait before the next try.")
                        .schema(integer(0))
                        .example(5));
        components.addHeader(
                "Content-Release",
                OASFactory.createHeader()
                        .description("The release that is described.")
                        .required(true)
                        .schema(integer(0))
                        .example(1));
        var notModified = OASFactory.createAPIResponse()
                .description(
                        "The client has it: `If-None-Match` names its tag (compared weakly), or without that field "
                                + "`If-Modified-Since` a time since which it has not changed.");
        HEADERS.forEach(name -> notModified.addHeader(name, headerRef(name)));
        components.addResponse("NotModified", notModified);
        var moved = OASFactory.createAPIResponse().description("The entity has another slug now.");
        for (String header : List.of("Location", "Cache-Control", "Surrogate-Key")) {
            moved.addHeader(header, headerRef(header));
        }
        components.addResponse("Moved", moved);
    }

    /** To what an operation declares itself. */
    static void addTo(Components components, Operation operation, boolean ofEntity) {
        operation.addParameter(condition(
                "If-None-Match",
                "The tags that the client has. If one matches, the answer is 304 without a body.",
                "\"Re_oKNKQtSfUQMpFWMD-tw\""));
        operation.addParameter(condition(
                "If-Modified-Since",
                "The `Last-Modified` of what the client has, where it has no tag. If nothing changed, the answer is 304 "
                        + "without a body.",
                "Mon, 23 Nov 2026 09:30:00 GMT"));
        operation.addParameter(OASFactory.createParameter()
                .name(MinimumRelease.HEADER)
                .in(Parameter.In.HEADER)
                .description(
                        "The least release that the answer may come from, such as the `Content-Release` of the last "
                                + "one: so a client never steps back, whichever replica answers. If it is not there, the answer "
                                + "is 503. It does not choose the release: that of `release`, `asOf` or `cursor` is described.")
                .schema(integer(0))
                .example(1));
        var responses = operation.getResponses();
        var ok = responses.getAPIResponse("200");
        HEADERS.forEach(name -> ok.addHeader(name, headerRef(name)));
        responses.addAPIResponse("304", responseRef("NotModified"));
        if (ofEntity) {
            responses.addAPIResponse("308", responseRef("Moved"));
        }
        ContractProblems.addTo(components, operation, PROBLEMS);
        if (ofEntity) {
            ContractProblems.addTo(components, operation, ProblemType.GONE);
        }
    }

    private static Parameter condition(String name, String description, String example) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .maxLength(8_000))
                .example(example);
    }

    static void addNext(Operation operation) {
        operation.getResponses().getAPIResponse("200").addHeader("Link", headerRef("Link"));
    }

    static APIResponse json(String description, String schema) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Representation.JSON,
                                OASFactory.createMediaType().schema(ContractSchemas.ref(schema))));
    }

    private static Header header(String description, String example) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .example(example);
    }

    private static Schema integer(int minimum) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int64")
                .minimum(BigDecimal.valueOf(minimum));
    }

    private static Header headerRef(String name) {
        return OASFactory.createHeader().ref("#/components/headers/" + name);
    }

    private static APIResponse responseRef(String name) {
        return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
    }
}
