package org.cliniccontent.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.audit.IdempotentRequests.Answer;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.address.ClientAddresses;

/**
 * How every write over HTTP is made: its effect, the record of who did it, and what a repeated request will be answered
 * are one transaction. An effect that is refused throws, and leaves nothing.
 */
@ApplicationScoped
public class AuditedWrites {

    public static final String REPLAYED = "Idempotent-Replayed";

    private static final String DETAIL = AuditedWrites.class.getName() + ".detail";

    private static final List<String> KEPT_HEADERS =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);

    private final CurrentRequest current;
    private final IdempotentRequests requests;
    private final AuditLog audit;
    private final ClientAddresses addresses;
    private final ObjectMapper json;
    private final Database database;

    AuditedWrites(
            CurrentRequest current,
            IdempotentRequests requests,
            AuditLog audit,
            ClientAddresses addresses,
            ObjectMapper json,
            Database database) {
        this.current = current;
        this.requests = requests;
        this.audit = audit;
        this.addresses = addresses;
        this.json = json;
        this.database = database;
    }

    /**
     * @param body the request's, as it was sent
     * @param effect does it, in the transaction, and answers below 400; what refuses throws
     */
    @Transactional
    public Response run(byte[] body, Supplier<Response> effect) {
        return run(body, effect, UnaryOperator.identity());
    }

    /** @param kept what of the answer's entity a repeated request may get: never a secret */
    @Transactional
    public Response run(byte[] body, Supplier<Response> effect, UnaryOperator<Object> kept) {
        database.beginWrite();
        var context = current.routing();
        var request = context.request();
        // Only POST: the other methods are idempotent by themselves, or conditional.
        var key = request.method().name().equals(HttpMethod.POST)
                ? IdempotencyKey.parse(request.headers().getAll(IdempotencyKey.HEADER))
                : Optional.<String>empty();
        if (key.isEmpty()) {
            return perform(effect);
        }
        var hash = hash(request, body);
        var before = requests.begin(current.caller(), key.get(), hash);
        if (before.isPresent()) {
            return replay(before.get());
        }
        var response = perform(effect);
        requests.keep(current.caller(), key.get(), hash, answer(response, kept));
        return response;
    }

    /** Has the audit log say something of the effect beside the request. To be called by the effect. */
    public void describe(String detail) {
        current.routing().put(DETAIL, detail);
    }

    private Response perform(Supplier<Response> effect) {
        var response = effect.get();
        if (response.getStatus() >= 400) {
            throw new IllegalStateException("a write that is refused must throw, so that its transaction ends");
        }
        var context = current.routing();
        Optional<String> detail = Optional.ofNullable(context.get(DETAIL));
        audit.record(AuditEvent.done(context, addresses.of(context), response.getStatus(), detail));
        return response;
    }

    private Answer answer(Response response, UnaryOperator<Object> kept) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : KEPT_HEADERS) {
            var value = response.getHeaderString(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new Answer(response.getStatus(), headers, bytes(response.getEntity(), kept));
    }

    private byte[] bytes(Object entity, UnaryOperator<Object> kept) {
        try {
            var shown = entity == null ? null : kept.apply(entity);
            if (shown == null) {
                return new byte[0];
            }
            return shown instanceof byte[] bytes ? bytes : json.writeValueAsBytes(shown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written", e);
        }
    }

    private static Response replay(Answer answer) {
        var response = Response.status(answer.status()).header(REPLAYED, "true");
        answer.headers().forEach(response::header);
        if (answer.body().length > 0) {
            response.entity(answer.body());
            if (!answer.headers().containsKey(HttpHeaders.CONTENT_TYPE)) {
                response.type(MediaType.APPLICATION_JSON_TYPE);
            }
        }
        return response.build();
    }

    private static String hash(HttpServerRequest request, byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var query = request.query() == null ? "" : request.query();
            var head = String.format(Locale.ROOT, "%s %s?%s\n", request.method().name(), request.path(), query);
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
