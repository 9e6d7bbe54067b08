package org.cliniccontent.testing;

import io.quarkus.arc.Arc;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.authentication.ApiKeys;

/** API keys for tests. */
public final class Keys {

    private static final Map<Set<Scope>, String> KEYS = new ConcurrentHashMap<>();

    private Keys() {}

    /** Returns a key with exactly these scopes, the same one for the same scopes. */
    public static String with(Scope... scopes) {
        var set = scopes.length == 0 ? EnumSet.noneOf(Scope.class) : EnumSet.copyOf(Arrays.asList(scopes));
        return KEYS.computeIfAbsent(set, Keys::create);
    }

    /** Returns a new key, which is a caller of its own. */
    public static String another(Scope... scopes) {
        return create(EnumSet.copyOf(Arrays.asList(scopes)));
    }

    private static String create(Set<Scope> scopes) {
        var key = ApiKeySecret.generate();
        Arc.container()
                .instance(ApiKeys.class)
                .get()
                .store(key, "Test " + scopes, scopes, Instant.now().plus(ApiKeys.DEFAULT_LIFETIME), Caller.ANONYMOUS);
        return key.secret();
    }
}
