package org.cliniccontent.audit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.http.TimeParameter;

/** Which events of the audit log are asked for: all filters must hold. */
final class AuditQuery {

    static final String PARAMETERS = "caller, method, path, status, since, until, " + Page.PARAMETERS;

    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 599;

    private record Filter(String name, String value, String sql, Object parameter) {}

    private final List<Filter> filters = new ArrayList<>();

    static AuditQuery of(QueryParameters parameters) {
        var query = new AuditQuery();
        query.add(parameters, "caller", "caller = ?", value -> value);
        query.add(parameters, "method", "method = ?", AuditQuery::method);
        query.add(parameters, "path", "starts_with(path, ?)", value -> value);
        query.add(parameters, "status", "status = ?", value ->
                (int) QueryParameters.number(value, MIN_STATUS, MAX_STATUS));
        query.add(parameters, "since", "at >= ?", value -> timestamp(TimeParameter.beginning(value)));
        query.add(parameters, "until", "at <= ?", value -> timestamp(TimeParameter.end(value)));
        return query;
    }

    private void add(QueryParameters parameters, String name, String sql, Function<String, Object> parser) {
        Optional<Filter> filter = parameters.one(name, value -> new Filter(name, value, sql, parser.apply(value)));
        filter.ifPresent(filters::add);
    }

    private static String method(String value) {
        if (!value.matches("[A-Z]{1,20}")) {
            throw new MalformedException("must be a method in upper case, such as POST");
        }
        return value;
    }

    private static Timestamp timestamp(Instant moment) {
        return Timestamp.from(moment);
    }

    /** The same for the same filters, and only for these. */
    String identity() {
        return "audit?" + uriQuery();
    }

    /** The filters as they stand in a URI. */
    String uriQuery() {
        return filters.stream()
                .map(filter -> filter.name() + '=' + URLEncoder.encode(filter.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The condition, with its parameters in {@link #parameters}. */
    String sql() {
        return filters.stream().map(filter -> " and " + filter.sql()).collect(Collectors.joining());
    }

    List<Object> parameters() {
        return filters.stream().map(Filter::parameter).toList();
    }
}
