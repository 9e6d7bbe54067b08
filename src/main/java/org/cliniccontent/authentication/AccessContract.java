package org.cliniccontent.authentication;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cliniccontent.access.Authorisation;
import org.cliniccontent.access.Challenge;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Rule;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditResource;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.contract.ContractTags;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Says in the contract who may use each operation, of the very annotations that {@link Authorisation} obeys. It runs
 * before the filters that make several operations of one, which so get the rule of the one; what has a rule is left.
 */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = AccessContract.PRIORITY)
public class AccessContract implements OASFilter {

    static final int PRIORITY = 100;

    static final String API_KEYS = "API keys";

    private static final String SCHEME = "bearer";
    private static final Map<String, String> TAGS = Map.of(
            API_KEYS,
            "The keys by which programs are known, for administrators.",
            AuditResource.TAG,
            "What was done by whom, for administrators.");

    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
    private static final DotName REQUIRES = DotName.createSimple(Requires.class);
    private static final DotName PUBLIC_READ = DotName.createSimple(PublicRead.class);

    private final Map<String, Rule> rules = new HashMap<>();

    public AccessContract(IndexView index) {
        for (AnnotationInstance operation : index.getAnnotations(OPERATION)) {
            var id = operation.value("operationId");
            if (id != null) {
                ruleOf(operation.target().asMethod()).ifPresent(rule -> rules.put(id.asString(), rule));
            }
        }
    }

    private static Optional<Rule> ruleOf(MethodInfo method) {
        return rule(method.annotation(REQUIRES), method.annotation(PUBLIC_READ))
                .or(() -> rule(
                        method.declaringClass().declaredAnnotation(REQUIRES),
                        method.declaringClass().declaredAnnotation(PUBLIC_READ)));
    }

    private static Optional<Rule> rule(AnnotationInstance requires, AnnotationInstance publicRead) {
        if (requires != null) {
            List<Scope> scopes = new ArrayList<>();
            for (String name : requires.value().asEnumArray()) {
                scopes.add(Scope.valueOf(name));
            }
            return Optional.of(new Rule(false, scopes));
        }
        return publicRead == null ? Optional.empty() : Optional.of(Rule.PUBLIC_READ);
    }

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        var components = contract.getComponents();
        ContractTags.describe(contract, TAGS);
        components.addSecurityScheme(
                SCHEME,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("An API key, `cc_…`, or a token (JWT) of the OpenID Connect issuer that the "
                                + "service is configured for. An operation lists the scopes of which any is enough; "
                                + "none implies another. A key that is bound to networks is refused with 403 elsewhere. Where the service is closed to the public, reads need "
                                + "`content:read`. An answer to credentials is private to caches."));
        components.addHeader(
                Challenge.HEADER,
                OASFactory.createHeader()
                        .description("What is missing (RFC 6750).")
                        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                        .example(Challenge.insufficientScope(Scope.ADMIN.value())));
        new AdministrationContract(components).addSchemas();
        contract.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> complete(components, method, operation)));
    }

    private void complete(Components components, PathItem.HttpMethod method, Operation operation) {
        var rule = rules.get(operation.getOperationId());
        if (operation.getSecurity() == null && rule != null) {
            operation.setSecurity(requirements(rule));
        }
        ContractProblems.addTo(components, operation, ProblemType.UNAUTHORIZED, ProblemType.FORBIDDEN);
        if (method == PathItem.HttpMethod.POST) {
            AdministrationContract.addIdempotency(components, operation);
        }
        if (TAGS.keySet().containsAll(operation.getTags())) {
            new AdministrationContract(components).complete(operation);
        }
    }

    private static List<SecurityRequirement> requirements(Rule rule) {
        List<SecurityRequirement> requirements = new ArrayList<>();
        if (rule.open()) {
            requirements.add(OASFactory.createSecurityRequirement());
        }
        rule.scopes()
                .forEach(scope ->
                        requirements.add(OASFactory.createSecurityRequirement().addScheme(SCHEME, scope.value())));
        return requirements;
    }
}
