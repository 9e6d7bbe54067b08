package org.cliniccontent.attack;

import java.net.http.HttpResponse;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;

import static org.assertj.core.api.Assertions.assertThat;

/** An editor, a reviewer and a publisher, whose releases are announced. */
final class Publishing {

    private final Target target;
    private final String editor;
    private final String reviewer;
    private final String publisher;

    Publishing(Target target) throws InterruptedException {
        this.target = target;
        this.editor = target.key(Scope.DRAFTS_WRITE);
        this.reviewer = target.key(Scope.DRAFTS_REVIEW);
        this.publisher = target.key(Scope.RELEASES_PUBLISH);
    }

    /** Publishes a new condition with its document. */
    void publish() throws InterruptedException {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name " + own);
        done(200, target.post(editor, "/v1/imports", Bodies.YAML, bundle));
        for (String path : List.of("documents/" + own, "conditions/" + own)) {
            approve("/v1/drafts/" + path);
        }
        var release = "{\"message\": \"One\", \"drafts\": [\"documents/" + own + "\", \"conditions/" + own + "\"]}";
        done(201, target.post(publisher, "/v1/releases", Bodies.JSON, release));
    }

    private void approve(String draft) throws InterruptedException {
        var read = done(200, target.service().get(draft, editor));
        var submitted = done(200, target.post(editor, draft + "/submit", Bodies.JSON, "", "If-Match", tag(read)));
        var sha256 = Api.parse(read.body()).at("/draft/sha256").asText();
        var body = "{\"sha256\": \"" + sha256 + "\"}";
        done(200, target.post(reviewer, draft + "/approve", Bodies.JSON, body, "If-Match", tag(submitted)));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static HttpResponse<String> done(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }
}
