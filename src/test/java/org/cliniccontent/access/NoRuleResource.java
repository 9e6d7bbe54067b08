package org.cliniccontent.access;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** An endpoint that somebody forgot to protect, in tests only. */
@Path("/test/no-rule")
public class NoRuleResource {

    @GET
    @Operation(hidden = true)
    public String withoutRule() {
        return "secret";
    }
}
