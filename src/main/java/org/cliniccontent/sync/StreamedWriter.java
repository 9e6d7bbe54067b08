package org.cliniccontent.sync;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.ServerSerialisers;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Hands the response over to its stream once its head is complete. The thread and the request's scope are free after
 * that.
 */
@Provider
@Produces({StreamFormat.Names.LINES, StreamFormat.Names.EVENTS})
public class StreamedWriter implements ServerMessageBodyWriter<StreamedResponse> {

    private final ChangeStreams streams;

    StreamedWriter(ChangeStreams streams) {
        this.streams = streams;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == StreamedResponse.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == StreamedResponse.class;
    }

    @Override
    public void writeResponse(StreamedResponse streamed, Type generic, ServerRequestContext context) {
        var request = (ResteasyReactiveRequestContext) context;
        // The stream starts now and not with the first byte: by then the request scope of the response has ended.
        ServerSerialisers.encodeResponseHeaders(request);
        request.serverResponse().setPreCommitListener(null);
        streams.begin(streamed, request.unwrap(RoutingContext.class));
    }

    @Override
    public void writeTo(
            StreamedResponse streamed,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("a stream is not written by the thread of its request");
    }
}
