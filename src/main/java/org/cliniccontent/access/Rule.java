package org.cliniccontent.access;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint asks of its callers, as its method says, or else its class.
 *
 * @param open whether anyone may use it
 * @param scopes of which any is enough; where it is open, what is asked for if the service is closed
 */
public record Rule(boolean open, List<Scope> scopes) {

    public static final Rule PUBLIC_READ = new Rule(true, List.of(Scope.CONTENT_READ));

    /** Empty if neither says anything, so that nobody may use it. */
    static Optional<Rule> of(Method method, Class<?> resource) {
        return of(method).or(() -> of(resource));
    }

    private static Optional<Rule> of(AnnotatedElement element) {
        var requires = element.getAnnotation(Requires.class);
        if (requires != null) {
            return Optional.of(new Rule(false, List.of(requires.value())));
        }
        return element.isAnnotationPresent(PublicRead.class) ? Optional.of(PUBLIC_READ) : Optional.empty();
    }

    boolean admits(Caller caller, boolean closed) {
        return (open && !closed) || scopes.stream().anyMatch(caller::has);
    }
}
