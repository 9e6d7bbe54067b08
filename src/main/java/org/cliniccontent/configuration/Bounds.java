package org.cliniccontent.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values that a member of a {@code @ConfigMapping} accepts, both ends included, in an operator's notation: {@code
 * 1s}, {@code 64M}, {@code 100}. Text is bounded by its number of characters, a list by each element. {@link
 * ConfigurationCheck} refuses every other value before anything is started.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Bounds {

    /** The smallest value. */
    String min();

    /** The largest value. */
    String max();

    /** The key of a value that this one must exceed; empty if there is none. */
    String above() default "";

    /** The key of a value that this one must not exceed; empty if there is none. */
    String atMost() default "";
}
