package org.cliniccontent.read;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.release.RequestedRelease;

/**
 * What a list is asked for.
 *
 * @param facets field to values, any of which may hold
 * @param links field to slugs of linked entities, any of which may hold
 */
record ListQuery(
        Map<String, Set<String>> facets,
        Map<Relation, Set<String>> links,
        Set<Review.Status> reviewStatus,
        Optional<Instant> updatedSince,
        Sort sort,
        int limit,
        Optional<String> cursor,
        boolean total,
        Selection selection,
        RequestedRelease.Time time) {

    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 200;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*+");
    private static final int MAX_SLUG_LENGTH = 100;

    /** The orders of a list. Each ends in the id. */
    record Sort(boolean byName, boolean descending) {

        static final Sort DEFAULT = new Sort(true, false);

        static Map<String, Sort> of(TypeDescription type) {
            Map<String, Sort> sorts = new LinkedHashMap<>();
            Stream.of(DEFAULT, new Sort(true, true), new Sort(false, false), new Sort(false, true))
                    .forEach(sort -> sorts.put(sort.name(type), sort));
            return sorts;
        }

        String name(TypeDescription type) {
            return (descending ? "-" : "") + (byName ? type.label() : "updatedAt");
        }
    }

    static ListQuery parse(TypeDescription type, QueryParameters parameters) {
        Map<String, Set<String>> facets = new TreeMap<>();
        for (Facet facet : type.facets()) {
            var values = parameters.many(facet.name(), value -> facetValue(facet, value));
            if (!values.isEmpty()) {
                facets.put(facet.name(), new TreeSet<>(values));
            }
        }
        Map<Relation, Set<String>> links = new LinkedHashMap<>();
        for (Relation relation : type.relations()) {
            var slugs = parameters.many(relation.filter(), ListQuery::slug);
            if (!slugs.isEmpty()) {
                links.put(relation, new TreeSet<>(slugs));
            }
        }
        var statuses = List.of(Review.Status.values());
        var reviewStatus = new LinkedHashSet<>(parameters.many(
                "reviewStatus",
                value -> Review.Status.valueOf(
                        oneOf(value, statuses.stream().map(Enum::name).toList()))));
        var sorts = Sort.of(type);
        var query = new ListQuery(
                facets,
                links,
                reviewStatus,
                parameters.one("updatedSince", RequestedRelease::beginning),
                parameters
                        .one("sort", value -> sorts.get(oneOf(value, List.copyOf(sorts.keySet()))))
                        .orElse(Sort.DEFAULT),
                parameters
                        .one("limit", value -> (int) RequestedRelease.number(value, 1, MAX_LIMIT))
                        .orElse(DEFAULT_LIMIT),
                parameters.one("cursor", value -> value),
                parameters
                        .one("total", value -> Boolean.valueOf(oneOf(value, List.of("true", "false"))))
                        .orElse(false),
                Selection.parse(type, parameters),
                RequestedRelease.parse(parameters));
        parameters.finish(String.join(", ", parameterNames(type)));
        return query;
    }

    static List<String> parameterNames(TypeDescription type) {
        List<String> names = new ArrayList<>();
        type.facets().forEach(facet -> names.add(facet.name()));
        type.relations().forEach(relation -> names.add(relation.filter()));
        names.addAll(List.of("reviewStatus", "updatedSince", "sort", "limit", "cursor", "total"));
        names.addAll(Selection.NAMES);
        names.addAll(List.of(RequestedRelease.RELEASE, RequestedRelease.AS_OF));
        return names;
    }

    /** Everything that decides which entities the list has, and in which order: what a cursor is bound to. */
    String identity(TypeDescription type) {
        Map<String, Set<String>> byFilter = new TreeMap<>();
        links.forEach((relation, slugs) -> byFilter.put(relation.filter(), slugs));
        return String.format(
                Locale.ROOT,
                "%s %s %s %s %s %s %s",
                type.name(),
                facets,
                byFilter,
                new TreeSet<>(reviewStatus),
                updatedSince,
                sort,
                time);
    }

    /**
     * The one spelling of it: parameters in one order, without those that say what holds anyway.
     *
     * @param page the cursor of the page, which need not be this one's
     * @param when what is said of time, or nothing
     */
    String target(TypeDescription type, Optional<String> page, RequestedRelease.Time when) {
        var target = new QueryStringEncoder(type.path());
        facets.forEach((name, values) -> values.forEach(value -> target.addParam(name, value)));
        links.forEach((relation, slugs) -> slugs.forEach(slug -> target.addParam(relation.filter(), slug)));
        reviewStatus.stream().sorted().forEach(status -> target.addParam("reviewStatus", status.name()));
        updatedSince.ifPresent(since -> target.addParam("updatedSince", since.toString()));
        if (!sort.equals(Sort.DEFAULT)) {
            target.addParam("sort", sort.name(type));
        }
        if (limit != DEFAULT_LIMIT) {
            target.addParam("limit", Integer.toString(limit));
        }
        if (total) {
            target.addParam("total", "true");
        }
        selection.addTo(target);
        when.addTo(target);
        page.ifPresent(token -> target.addParam("cursor", token));
        return target.toString();
    }

    private static String facetValue(Facet facet, String value) {
        if (!facet.values().isEmpty()) {
            return oneOf(value, facet.values());
        }
        QueryParameters.requireLength(value, facet.maxLength());
        if (facet.name().equals(Facet.CODE) && !value.matches("[^|]+\\|[^|]+")) {
            throw new MalformedException("must be a terminology's URI and a code, as system|code");
        }
        return facet.normalise(value);
    }

    private static String slug(String value) {
        if (value.length() > MAX_SLUG_LENGTH || !SLUG.matcher(value).matches()) {
            throw new MalformedException("must be a slug: lower-case letters, digits and single hyphens");
        }
        return value;
    }

    static String oneOf(String value, List<String> values) {
        if (!values.contains(value)) {
            throw new MalformedException("must be one of " + String.join(", ", values));
        }
        return value;
    }
}
