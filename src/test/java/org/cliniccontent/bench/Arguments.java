package org.cliniccontent.bench;

import java.util.ArrayList;
import java.util.List;

/** A reader of command-line arguments. */
final class Arguments {

    private final List<String> left;

    Arguments(List<String> arguments) {
        left = new ArrayList<>(arguments);
    }

    boolean flag(String name) {
        return left.remove(name);
    }

    String value(String name, String otherwise) {
        int place = left.indexOf(name);
        if (place < 0) {
            return otherwise;
        }
        if (place + 1 == left.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        left.remove(place);
        return left.remove(place);
    }

    int number(String name, int otherwise) {
        int number = Integer.parseInt(value(name, Integer.toString(otherwise)));
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1");
        }
        return number;
    }

    /** Returns the remaining arguments that are not options. */
    List<String> rest() {
        return List.copyOf(left);
    }

    /** @throws IllegalArgumentException if anything is left */
    void finish() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(" ", left));
        }
    }
}
