package org.cliniccontent.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.database.Database;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Endpoints that fail on purpose, in tests only. */
@PublicRead
@Path("/test/fault")
public class FaultResource {

    public static final String SECRET = "secret-of-the-inside";

    private final Database database;

    FaultResource(Database database) {
        this.database = database;
    }

    @GET
    @Operation(hidden = true)
    public String fail(@QueryParam("kind") String kind) {
        if ("sql".equals(kind)) {
            return database.query("select '%s' from no_such_table".formatted(SECRET), row -> row.getString(1))
                    .get(0);
        }
        if ("error".equals(kind)) {
            throw new StackOverflowError(SECRET);
        }
        throw new IllegalStateException(SECRET);
    }
}
