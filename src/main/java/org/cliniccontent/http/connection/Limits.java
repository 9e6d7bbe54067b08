package org.cliniccontent.http.connection;

/** The configured limits in the units of the checks: times in nanoseconds. */
record Limits(
        int max,
        int maxPerAddress,
        int maxPipelined,
        long headTimeout,
        long idleTimeout,
        long stallTimeout,
        long minRate,
        long maxWaiting,
        long maxWaitingPerConnection,
        int controlFrames) {

    private static final int SHARE_OF_HEAP = 8;
    private static final double NANOS_PER_SECOND = 1e9;

    static Limits of(ConnectionsConfig config) {
        return new Limits(
                config.max(),
                config.maxPerAddress(),
                config.maxPipelined(),
                config.headTimeout().toNanos(),
                config.idleTimeout().toNanos(),
                config.stallTimeout().toNanos(),
                config.minRate().asLongValue(),
                config.maxWaiting()
                        .map(size -> size.asLongValue())
                        .orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
                config.maxWaitingPerConnection().asLongValue(),
                config.http2ControlFrames());
    }

    /** Returns the number of bytes that must pass within the stall timeout. */
    long leastInStallTimeout() {
        return (long) (minRate * (stallTimeout / NANOS_PER_SECOND));
    }
}
