package org.cliniccontent.workingcopy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lists in edit records and in working copies. */
public final class Edits {

    private Edits() {}

    /** A list that was left out is empty. */
    public static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** A new list that Hibernate may take over as it is. */
    public static <T, R> List<R> map(List<T> list, Function<T, R> mapping) {
        List<R> result = new ArrayList<>(list.size());
        list.forEach(each -> result.add(mapping.apply(each)));
        return result;
    }

    public static List<String> slugs(List<? extends WorkingCopy> targets) {
        return map(targets, target -> target.slug);
    }
}
