package org.cliniccontent.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** A recorded response: status, headers in their order, and body, stored so that sending it is as cheap as possible. */
record RecordedAnswer(int status, List<Header> headers, Buffer body) {

    private record Header(CharSequence name, CharSequence value) {}

    static Future<RecordedAnswer> of(HttpClientResponse response, FloorHeaders wanted) {
        var headers = response.headers().entries().stream()
                .filter(header -> wanted.has(header.getKey()))
                .map(header -> new Header(
                        HttpHeaders.createOptimized(header.getKey()), HttpHeaders.createOptimized(header.getValue())))
                .toList();
        return response.body().map(body -> new RecordedAnswer(response.statusCode(), headers, body));
    }

    Future<Void> send(HttpServerResponse response) {
        response.setStatusCode(status);
        var sent = response.headers();
        for (Header header : headers) {
            sent.add(header.name(), header.value());
        }
        return body.length() == 0 ? response.end() : response.end(body);
    }
}
