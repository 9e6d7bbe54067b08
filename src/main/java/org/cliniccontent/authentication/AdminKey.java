package org.cliniccontent.authentication;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.AccessConfig;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;

/** The administrator's key of the configuration; of it too only the hash is kept. */
@Startup
@ApplicationScoped
class AdminKey {

    private record Configured(String sha256, Caller caller) {}

    private final Optional<Configured> configured;

    AdminKey(AccessConfig config) {
        configured = config.adminKey().map(AdminKey::parse);
    }

    private static Configured parse(String text) {
        var key = ApiKeySecret.parse(text)
                .orElseThrow(() -> new IllegalStateException(
                        "clinic.access.admin-key is not an API key, or was cut: make one with 'new-key'"));
        return new Configured(
                key.sha256(),
                new Caller(
                        KeyOwners.ADMINISTRATOR,
                        "Administrator",
                        EnumSet.allOf(Scope.class),
                        KeyOwners.ofKey(key.id()),
                        List.of()));
    }

    Optional<Caller> verify(ApiKeySecret text) {
        return configured.filter(key -> text.matches(key.sha256())).map(Configured::caller);
    }
}
