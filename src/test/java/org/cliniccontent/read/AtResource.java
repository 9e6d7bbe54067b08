package org.cliniccontent.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.cache.ReadResponder;
import org.cliniccontent.cache.ResponseCache;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Reader;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.LastModified;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.RequestedRelease;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The reads of conditions at a time that the path says, in tests only: the service's own clock stays as it is. */
@Path("/test/at/{moment}/conditions")
@PublicRead
public class AtResource {

    private final Database database;
    private final Items items;
    private final Releases releases;
    private final ContentTypes types;
    private final Composer composer;
    private final InverseLinks inverse;
    private final RemovedReads removed;
    private final RequestedRelease requests;
    private final LastModified lastModified;
    private final Reader reader;
    private final CurrentRelease current;
    private final CurrentVertxRequest request;
    private final ObjectMapper json;
    private final Cursors cursors;

    AtResource(
            Database database,
            Items items,
            Releases releases,
            ContentTypes types,
            Composer composer,
            InverseLinks inverse,
            RemovedReads removed,
            RequestedRelease requests,
            LastModified lastModified,
            Reader reader,
            CurrentRelease current,
            CurrentVertxRequest request,
            ObjectMapper json,
            Cursors cursors) {
        this.database = database;
        this.items = items;
        this.releases = releases;
        this.types = types;
        this.composer = composer;
        this.inverse = inverse;
        this.removed = removed;
        this.requests = requests;
        this.lastModified = lastModified;
        this.reader = reader;
        this.current = current;
        this.request = request;
        this.json = json;
        this.cursors = cursors;
    }

    private EntityReads at(String moment) {
        var clock = Clock.fixed(Instant.parse(moment), ZoneOffset.UTC);
        return new EntityReads(
                items,
                new ListReader(database, items, releases),
                composer,
                inverse,
                removed,
                new ReadResponder(
                        new ResponseCache(0, new SimpleMeterRegistry()),
                        requests,
                        lastModified,
                        reader,
                        current,
                        request,
                        clock),
                types,
                json,
                clock,
                cursors,
                current);
    }

    @GET
    @Operation(hidden = true)
    public Response list(@RestPath String moment, @Context UriInfo uri) {
        return at(moment).list(types.named("condition"), uri);
    }

    @GET
    @Path("{slug}")
    @Operation(hidden = true)
    public Response one(@RestPath String moment, @RestPath String slug, @Context UriInfo uri) {
        return at(moment).one(types.named("condition"), slug, uri);
    }
}
