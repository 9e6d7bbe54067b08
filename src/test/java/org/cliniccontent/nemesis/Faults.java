package org.cliniccontent.nemesis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.partner.Service;
import org.cliniccontent.partner.Transport;

/** Failures of a response on its way. */
final class Faults {

    private Faults() {}

    /** Drops every response after it was made. */
    static Transport dropped(Transport transport) {
        return (service, query, receiver) -> {
            transport.ask(service, query, batch -> batch.more());
            throw new IOException("dropped");
        };
    }

    /** Drops only the first response. */
    static Transport droppedAtFirst(Transport transport) {
        var first = new AtomicBoolean(true);
        return (service, query, receiver) ->
                (first.getAndSet(false) ? dropped(transport) : transport).ask(service, query, receiver);
    }

    /** Delivers everything twice. */
    static Transport twice(Transport transport) {
        return (service, query, receiver) ->
                transport.ask(service, query, batch -> receiver.receive(batch) & receiver.receive(batch));
    }

    /** Cuts responses after a number of bytes, as if they were complete. */
    static Transport cut(Transport transport, int bytes) {
        return (service, query, receiver) -> transport.ask(
                new Service(service) {
                    @Override
                    public InputStream get(String path, String accept)
                            throws IOException, InterruptedException, Restart {
                        return new Beginning(super.get(path, accept), bytes);
                    }
                },
                query,
                receiver);
    }

    /** Records the requested paths. */
    static Service noted(Service service, Collection<String> paths) {
        return new Service(service) {
            @Override
            public InputStream get(String path, String accept) throws IOException, InterruptedException, Restart {
                paths.add(path);
                return super.get(path, accept);
            }
        };
    }

    private static final class Beginning extends FilterInputStream {

        private int left;

        Beginning(InputStream in, int left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? super.read() : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(bytes, offset, Math.min(length, left));
            left -= read;
            return read;
        }
    }
}
