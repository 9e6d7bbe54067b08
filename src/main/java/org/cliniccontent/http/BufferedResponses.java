package org.cliniccontent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Buffers a response completely before its first byte is sent. The framework would otherwise write it as fast as the
 * client reads, and hold the worker thread and the request's memory reservation for that long.
 */
public class BufferedResponses {

    /** The priority of the last filter, after everything that inspects the response. */
    private static final int LAST = 0;

    private final ObjectMapper json;

    BufferedResponses(ObjectMapper json) {
        this.json = json;
    }

    @ServerResponseFilter(priority = LAST)
    void write(ContainerResponseContext response) throws JsonProcessingException {
        var entity = response.getEntity();
        if (isJson(response.getMediaType()) && isToBeWritten(entity)) {
            response.setEntity(json.writeValueAsBytes(entity));
        }
    }

    private static boolean isJson(MediaType type) {
        return type != null
                && type.getType().equals("application")
                && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
    }

    private static boolean isToBeWritten(Object entity) {
        return entity != null
                && !(entity instanceof byte[]
                        || entity instanceof CharSequence
                        || entity instanceof InputStream
                        || entity instanceof StreamingOutput);
    }
}
