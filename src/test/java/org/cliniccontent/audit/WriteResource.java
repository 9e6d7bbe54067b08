package org.cliniccontent.audit;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.UUID;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** A write whose effect can be counted, in tests only: each path is another test's. */
@Path("/test/writes/{name}")
@Requires({Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW})
public class WriteResource {

    static final int MAX_BYTES = 200_000;

    private final AuditedWrites writes;
    private final RequestBody bodies;

    WriteResource(AuditedWrites writes, RequestBody bodies) {
        this.writes = writes;
        this.bodies = bodies;
    }

    /** Answers the body and something that no other effect answers. */
    @POST
    @Operation(hidden = true)
    public Response write(@RestPath String name, InputStream in) {
        var body = bodies.read(in, MAX_BYTES);
        return writes.run(body, () -> {
            if (new String(body).contains("refuse")) {
                throw new ProblemException(ProblemType.NOT_PUBLISHABLE, "This is refused");
            }
            return Response.status(201)
                    .header("Location", "/test/writes/" + name)
                    .header("ETag", "\"" + UUID.randomUUID() + '"')
                    .type("application/json")
                    .entity(body)
                    .build();
        });
    }

    /** A method without a rule of its own has its class's. */
    @GET
    @Operation(hidden = true)
    public String read(@RestPath String name) {
        return name;
    }

    /** On a class that is for reads this would be public by accident. */
    @DELETE
    @PublicRead
    @Operation(hidden = true)
    public String delete(@RestPath String name) {
        return name;
    }
}
