package org.cliniccontent.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with named parameters ({@code :name}), parsed once. A name may stand more than once. For statements whose
 * parameters are too many to count; a short one reads better with {@code ?}.
 */
public final class Sql {

    /** A literal, a comment, a cast or a parameter. */
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|--[^\n]*|::|:([A-Za-z][A-Za-z0-9]*)");

    private final String text;
    private final List<String> order;
    private final Set<String> names;

    private Sql(String text, List<String> order) {
        this.text = text;
        this.order = List.copyOf(order);
        this.names = Set.copyOf(order);
    }

    public static Sql of(String text) {
        List<String> order = new ArrayList<>();
        var parsed = TOKEN.matcher(text).replaceAll(token -> {
            if (token.group(1) == null) {
                return Matcher.quoteReplacement(token.group());
            }
            order.add(token.group(1));
            return "?";
        });
        return new Sql(parsed, order);
    }

    /**
     * Begins an execution.
     *
     * @throws IllegalArgumentException if the statement has no such parameter
     */
    public Bound with(String name, Object value) {
        return new Bound().with(name, value);
    }

    /** The parameters of one execution. */
    public final class Bound {

        private final Map<String, Object> values = new HashMap<>();

        private Bound() {}

        /**
         * Sets a parameter.
         *
         * @param value as {@link Database#query(String, Database.Row, Object...)} takes it
         * @throws IllegalArgumentException if the statement has no such parameter, or it is set already
         */
        public Bound with(String name, Object value) {
            if (!names.contains(name) || values.containsKey(name)) {
                throw new IllegalArgumentException("not a parameter, or set twice: " + name);
            }
            values.put(name, value);
            return this;
        }

        String text() {
            return text;
        }

        /** @throws IllegalStateException if one is not set */
        Object[] values() {
            if (values.size() < names.size()) {
                throw new IllegalStateException("not set: "
                        + names.stream()
                                .filter(name -> !values.containsKey(name))
                                .toList());
            }
            return order.stream().map(values::get).toArray();
        }
    }
}
