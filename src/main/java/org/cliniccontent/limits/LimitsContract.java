package org.cliniccontent.limits;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import org.cliniccontent.http.problem.Problem;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Says in the contract that there are limits: what every operation answers when one is used up, and how every answer
 * tells it. Runs after the filters that add answers.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = LimitsContract.PRIORITY)
public class LimitsContract implements OASFilter {

    /** After {@code ContractHeaders}, which has the default. */
    static final int PRIORITY = -1;

    private static final String RESPONSE = "TooManyRequests";
    private static final String RETRY_AFTER = "Retry-After";
    private static final List<String> HEADERS = List.of(RateLimits.POLICY, RateLimits.LIMIT);

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        var components = contract.getComponents();
        components.addHeader(
                RateLimits.POLICY,
                header(
                        "The limit that the request counted against (Internet draft RateLimit header fields for HTTP): "
                                + "`q` requests in `w` seconds, for each `address` or, with valid credentials, each "
                                + "`caller`; `attempt`: requests of an address with credentials that are not known to "
                                + "be valid.",
                        "\"address\";q=6000;w=60"));
        components.addHeader(
                RateLimits.LIMIT,
                header(
                        "`r` requests are left now; after `t` seconds without one there are all again. When a request "
                                + "is refused, `t` is when to try again.",
                        "\"address\";r=5999;t=1"));
        components.addResponse(RESPONSE, tooManyRequests());
        components.getResponses().values().forEach(LimitsContract::addHeaders);
        contract.getPaths().getPathItems().values().forEach(item -> item.getOperations()
                .values()
                .forEach(LimitsContract::complete));
    }

    private static void complete(Operation operation) {
        var responses = operation.getResponses();
        responses.getAPIResponses().values().stream()
                .filter(response -> response.getRef() == null)
                .forEach(LimitsContract::addHeaders);
        responses.addAPIResponse("429", OASFactory.createAPIResponse().ref("#/components/responses/" + RESPONSE));
    }

    private static void addHeaders(APIResponse response) {
        HEADERS.forEach(name -> response.addHeader(name, headerRef(name)));
    }

    private static APIResponse tooManyRequests() {
        var type = ProblemType.TOO_MANY_REQUESTS;
        var example = new LinkedHashMap<String, Object>();
        example.put("type", type.uri());
        example.put("title", type.title());
        example.put("status", type.status());
        example.put("detail", "The limit is 6000 requests in 60 s for each address");
        example.put("instance", "/v1/conditions");
        example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        var response = OASFactory.createAPIResponse()
                .description(type.title() + ". " + type.meaning())
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))
                                        .example(example)));
        response.addHeader(RETRY_AFTER, headerRef(RETRY_AFTER));
        return response;
    }

    private static Header header(String description, String example) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .example(example);
    }

    private static Header headerRef(String name) {
        return OASFactory.createHeader().ref("#/components/headers/" + name);
    }
}
