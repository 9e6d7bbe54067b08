package org.cliniccontent.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests with distinct responses: each entity with each selection of members, and in between pages of different
 * lengths, orders and members.
 *
 * @param fields optional members that every entity has
 */
record DistinctRequests(List<String> slugs, List<String> fields) {

    private static final int A_PAGE_IN = 20;
    private static final int LONGEST_PAGE = 20;
    private static final List<String> SORTS = List.of("name", "-name", "updatedAt", "-updatedAt");

    long count() {
        return choices() * Math.min(slugs.size(), (long) A_PAGE_IN * LONGEST_PAGE * SORTS.size());
    }

    /**
     * Returns the path of a request.
     *
     * @param number of the request, from 0
     */
    String path(long number) {
        return number % A_PAGE_IN == 0 ? page(number / A_PAGE_IN) : entity(number - number / A_PAGE_IN - 1);
    }

    private String entity(long number) {
        return "/v1/treatments/%s?fields=%s"
                .formatted(slugs.get((int) (number % slugs.size())), chosen(number / slugs.size()));
    }

    private String page(long number) {
        long sorted = number / LONGEST_PAGE;
        return "/v1/treatments?limit=%d&sort=%s&fields=%s"
                .formatted(
                        number % LONGEST_PAGE + 1,
                        SORTS.get((int) (sorted % SORTS.size())),
                        chosen(sorted / SORTS.size()));
    }

    private long choices() {
        return (1L << fields.size()) - 1;
    }

    /** Returns the members whose bits are set; never none, which would mean all. */
    private String chosen(long number) {
        long bits = number % choices() + 1;
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(fields.get(i));
            }
        }
        return String.join(",", chosen);
    }
}
