package org.cliniccontent.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a caller needs to use an endpoint: on its method, or on its class for all of them. The contract's
 * {@code security} is made of it. An endpoint without a rule, by this or by {@link PublicRead}, is denied to everyone.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

    /** Any of these is enough. */
    Scope[] value();
}
