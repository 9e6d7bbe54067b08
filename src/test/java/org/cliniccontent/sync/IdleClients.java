package org.cliniccontent.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Many clients of the event stream in one thread. They count the occurrences of a text. */
final class IdleClients implements AutoCloseable {

    private static final long WAIT_SECONDS = 60;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);

    private static final class Client {
        private String text = "";
    }

    IdleClients(int clients, int port, String target, String key) throws IOException {
        var request = "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n".formatted(target, key);
        for (int i = 0; i < clients; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Client());
        }
    }

    /** Waits until each client has received a text, and forgets the input so far. */
    void await(String text) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (missing(text) > 0) {
            assertThat(System.nanoTime())
                    .as("%d of %d wait for %s", missing(text), selector.keys().size(), text)
                    .isLessThan(deadline);
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                read(key);
            }
            selector.selectedKeys().clear();
        }
        selector.keys().forEach(key -> ((Client) key.attachment()).text = "");
    }

    private long missing(String text) {
        return selector.keys().stream()
                .map(key -> (Client) key.attachment())
                .filter(client -> !client.text.contains(text))
                .count();
    }

    private void read(SelectionKey key) throws IOException {
        var client = (Client) key.attachment();
        int read = ((SocketChannel) key.channel()).read(buffer.clear());
        if (read < 0) {
            key.interestOps(0);
        } else {
            client.text += StandardCharsets.UTF_8.decode(buffer.flip());
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
