package org.cliniccontent.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/**
 * A server under load.
 *
 * @param base of its addresses
 * @param database that it uses
 */
record Server(String name, String base, ProcessHandle process, Optional<ProcessHandle> database) {

    double processorMillis() {
        return ProcessStat.processorMillis(process);
    }

    double databaseMillis() {
        return database.map(ProcessStat::processorMillis).orElse(0.0);
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
