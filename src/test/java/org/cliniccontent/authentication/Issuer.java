package org.cliniccontent.authentication;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** An OpenID Connect issuer: its discovery, its keys, and the tokens that it makes. */
public final class Issuer implements AutoCloseable {

    public static final String AUDIENCE = "clinic-content";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile RsaJsonWebKey key;
    private final Clock clock;
    private volatile String published;
    private volatile boolean away;

    public Issuer() {
        this(0, Clock.systemUTC());
    }

    public Issuer(Clock clock) {
        this(0, clock);
    }

    public Issuer(int port) {
        this(port, Clock.systemUTC());
    }

    private Issuer(int port, Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        key = newKey("first");
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%s", "jwks_uri": "%s/keys"}""".formatted(uri(), uri())));
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, published == null ? publicKeys() : published);
        });
        server.start();
    }

    /** What it publishes by itself. */
    String publicKeys() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** Publishes this from now on, whatever it is. */
    void publish(String keys) {
        published = keys;
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(away ? 500 : 200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    static RsaJsonWebKey newKey(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            key.setUse("sig");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public String uri() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    RsaJsonWebKey key() {
        return key;
    }

    /** Signs with another key from now on, and publishes it only. */
    void rotate(String id) {
        key = newKey(id);
    }

    void setAway(boolean away) {
        this.away = away;
    }

    int fetches() {
        return fetches.get();
    }

    /** A token that is valid but for what is changed in it. */
    public String token(Consumer<JwtClaims> change) {
        return sign(claims(change), AlgorithmIdentifiers.RSA_USING_SHA256, key);
    }

    public JwtClaims claims(Consumer<JwtClaims> change) {
        var claims = new JwtClaims();
        claims.setIssuer(uri());
        claims.setAudience(List.of("other", AUDIENCE));
        claims.setSubject("subject");
        claims.setClaim("name", "A Name");
        claims.setClaim("scope", "openid drafts:write");
        claims.setClaim("client_id", "client");
        claims.setJwtId("token");
        claims.setIssuedAt(after(0));
        claims.setExpirationTime(after(300));
        change.accept(claims);
        return claims;
    }

    public NumericDate after(long seconds) {
        return NumericDate.fromSeconds(clock.instant().getEpochSecond() + seconds);
    }

    static String sign(JwtClaims claims, String algorithm, RsaJsonWebKey key) {
        var signature = signature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return compact(signature);
    }

    /** With the type of an access token. */
    static JsonWebSignature signature() {
        var signature = new JsonWebSignature();
        signature.setHeader("typ", "at+jwt");
        return signature;
    }

    /** A token of any bytes, validly signed with RS256, whatever they say. */
    public String raw(byte[] header, byte[] payload) {
        return raw(header, payload, key.getPrivateKey());
    }

    public static String raw(byte[] header, byte[] payload, PrivateKey by) {
        try {
            var encoder = Base64.getUrlEncoder().withoutPadding();
            var signed = encoder.encodeToString(header) + '.' + encoder.encodeToString(payload);
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(by);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + '.' + encoder.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String compact(JsonWebSignature signature) {
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
