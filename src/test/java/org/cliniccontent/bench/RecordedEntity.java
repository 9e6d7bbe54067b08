package org.cliniccontent.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** The service's recorded responses for one path: the full one, and the 304. */
record RecordedEntity(String tag, RecordedAnswer whole, RecordedAnswer unchanged) {

    static Future<RecordedEntity> record(Vertx vertx, String address, FloorHeaders headers) {
        var client = vertx.createHttpClient();
        var options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(address);
        return client.request(options).compose(request -> request.send()).compose(response -> {
            var tag = response.getHeader(HttpHeaders.ETAG);
            var conditional = new RequestOptions(options).addHeader(HttpHeaders.IF_NONE_MATCH, tag);
            return RecordedAnswer.of(response, headers).compose(whole -> client.request(conditional)
                    .compose(request -> request.send())
                    .compose(unchanged -> RecordedAnswer.of(unchanged, headers))
                    .map(unchanged -> new RecordedEntity(tag, whole, unchanged)));
        });
    }

    RecordedAnswer answer(String ifNoneMatch) {
        return tag.equals(ifNoneMatch) ? unchanged : whole;
    }
}
