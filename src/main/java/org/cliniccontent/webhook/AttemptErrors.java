package org.cliniccontent.webhook;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Error descriptions of failed attempts for an endpoint's owner. They reveal nothing that cannot be seen from outside.
 */
final class AttemptErrors {

    private AttemptErrors() {}

    static String describe(Throwable failure, Duration timeout) {
        if (failure instanceof LookupException) {
            return "Its host could not be resolved: no name server answered";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "The connection timed out";
        }
        if (failure instanceof ConnectException) {
            return "The connection was refused, or the host is unreachable";
        }
        if (failure instanceof SSLException) {
            return "The TLS connection failed: its certificate is not trusted, is not for this host, or is expired";
        }
        if (failure instanceof TimeoutException) {
            return String.format(Locale.ROOT, "There was no response within %d seconds", timeout.toSeconds());
        }
        if (failure instanceof HttpClosedException
                || failure instanceof PrematureChannelClosureException
                || failure instanceof SocketException) {
            return "The connection was closed before the response";
        }
        return "The response is not HTTP";
    }
}
