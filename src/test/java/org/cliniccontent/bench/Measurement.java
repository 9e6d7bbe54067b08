package org.cliniccontent.bench;

/**
 * The result of one run.
 *
 * @param rate requests per second
 * @param serverMillis processor time in the server, per request
 * @param databaseMillis processor time in the database, per request
 * @param median latency in milliseconds
 * @param tail the latency in milliseconds that one request in a hundred exceeds
 * @param bytes of a response, its head included
 */
record Measurement(double rate, double serverMillis, double databaseMillis, double median, double tail, double bytes) {

    double processorMillis() {
        return serverMillis + databaseMillis;
    }
}
