package org.cliniccontent.webhook;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cliniccontent.testing.FreePorts;

/** A local name server, by UDP and TCP, with a planned behaviour for each name. */
public final class FakeNameServer implements AutoCloseable {

    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int NXDOMAIN = 3;
    private static final int HEADER = 12;

    /** The behaviour for a name. */
    public enum Answer {
        SILENCE,
        SILENCE_ONCE,
        SERVFAIL,
        REFUSED,
        NO_ADDRESS,
        LOOPBACK,
        LOOPBACK_BY_TCP,
        LOOPBACK_IPV6_SILENT,
        GARBAGE
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> planned = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public FakeNameServer() throws IOException {
        var loopback = InetAddress.getByName("127.0.0.1");
        int port = FreePorts.next();
        tcp = new ServerSocket(port, 50, loopback);
        udp = new DatagramSocket(new InetSocketAddress(loopback, port));
        threads.submit(this::serveDatagrams);
        threads.submit(this::serveConnections);
    }

    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /**
     * Plans the behaviour of a name. Other names do not exist. A name that begins with a dot stands for all below it.
     */
    public FakeNameServer answer(String name, Answer answer) {
        planned.put(name, answer);
        return this;
    }

    /** Returns the names that were asked for, in order, each once per kind of address. */
    List<String> asked() {
        return asked.stream().distinct().toList();
    }

    public int questions() {
        return asked.size();
    }

    /** Returns the number of queries for a name. */
    public long questions(String name) {
        return asked.stream().filter(name::equals).count();
    }

    private Void serveDatagrams() throws IOException {
        var packet = new DatagramPacket(new byte[512], 512);
        while (!udp.isClosed()) {
            udp.receive(packet);
            var answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
            if (answer.length > 0) {
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        }
        return null;
    }

    private Void serveConnections() throws IOException {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                var answer = answer(in.readNBytes(in.readUnsignedShort()), true);
                var out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
            }
        }
        return null;
    }

    private byte[] answer(byte[] question, boolean byTcp) throws IOException {
        var name = name(question);
        int end = HEADER + name.length() + 2;
        int type = question[end + 1];
        asked.add(name);
        var plan = plan(name);
        if (plan == Answer.SILENCE_ONCE) {
            planned.put(name, Answer.LOOPBACK);
            return new byte[0];
        }
        if (plan == Answer.SILENCE || plan == Answer.LOOPBACK_IPV6_SILENT && type == AAAA) {
            return new byte[0];
        }
        if (plan == Answer.GARBAGE) {
            return Arrays.copyOf(question, HEADER - 1);
        }
        boolean truncated = plan == Answer.LOOPBACK_BY_TCP && !byTcp;
        boolean found = plan != null && plan.name().startsWith("LOOPBACK") && type == A && !truncated;
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(0x8180 | (truncated ? 0x0200 : 0) | code(plan));
        out.writeShort(1);
        out.writeShort(found ? 1 : 0);
        out.writeInt(0);
        out.write(question, HEADER, end + 4 - HEADER);
        if (found) {
            out.write(new byte[] {(byte) 0xc0, HEADER, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1});
        }
        return bytes.toByteArray();
    }

    private Answer plan(String name) {
        var plan = planned.get(name);
        return plan != null
                ? plan
                : planned.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(".") && name.endsWith(each.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private static int code(Answer plan) {
        if (plan == null) {
            return NXDOMAIN;
        }
        return switch (plan) {
            case SERVFAIL -> 2;
            case REFUSED -> 5;
            default -> 0;
        };
    }

    private static String name(byte[] question) {
        var name = new StringBuilder();
        for (int at = HEADER; question[at] != 0; at += question[at] + 1) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
        threads.shutdownNow();
    }
}
