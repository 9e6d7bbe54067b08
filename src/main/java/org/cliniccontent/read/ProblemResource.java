package org.cliniccontent.read;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The pages that the {@code type} of a problem leads to. */
@PublicRead
@Path("/problems")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class ProblemResource {

    /** The policy of these pages has its hash: see {@code http.StandardHeaders}. */
    private static final String STYLE =
            "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 3rem auto; padding: 0 1rem }";

    @GET
    @Operation(hidden = true)
    public String list() {
        return page(
                "Problems",
                Arrays.stream(ProblemType.values())
                        .map(type -> String.format(
                                Locale.ROOT,
                                "<li><a href=\"%s\"><code>%s</code></a> %d: %s</li>",
                                type.uri(),
                                type.slug(),
                                type.status(),
                                type.title()))
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>")));
    }

    @GET
    @Path("{slug}")
    @Operation(hidden = true)
    public String one(@RestPath String slug) {
        var type = Arrays.stream(ProblemType.values())
                .filter(each -> each.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such kind of problem"));
        return page(
                type.title(),
                String.format(
                        Locale.ROOT,
                        "<p>HTTP status %d</p>\n<p>%s</p>\n<p><a href=\"/problems\">All problems</a></p>",
                        type.status(),
                        type.meaning().replaceAll("`([^`]*)`", "<code>$1</code>")));
    }

    private static String page(String title, String content) {
        return String.format(Locale.ROOT, """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>%3$s</style>
                <h1>%1$s</h1>
                %2$s
                </html>
                """, title, content, STYLE);
    }
}
