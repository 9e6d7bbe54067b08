package org.cliniccontent.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values that a member of a {@code @ConfigMapping} takes, both ends included, written as an operator writes them:
 * {@code 1s}, {@code 64M}, {@code 100}. For a text they are numbers of characters, for a list they hold for each element.
 * {@link ConfigurationCheck} refuses every other value before anything is started.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Bounds {

    /** The smallest value. */
    String min();

    /** The largest value. */
    String max();

    /** The key of a value that this one must be greater than; empty: there is none. */
    String above() default "";

    /** The key of a value that this one may at most be; empty: there is none. */
    String atMost() default "";
}
