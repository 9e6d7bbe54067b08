package org.cliniccontent.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Provides every attack with the same service, and bystanders of its own. After each attack the process must be alive
 * and within its container's memory, the bystanders served, and no errors logged.
 */
public final class UnderAttack implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(UnderAttack.class);

    /** The resources of all classes of a run, restarted only if an attack has ended them. */
    private static final class Shared implements AutoCloseable {

        private final List<Path> folders = new ArrayList<>();
        private Target target;

        Target running() throws IOException, InterruptedException {
            if (target != null && !target.service().process().isAlive()) {
                target.close();
                target = null;
            }
            if (target == null) {
                folders.add(Files.createTempDirectory("attack"));
                target = new Target(folders.get(folders.size() - 1), Map.of());
            }
            return target;
        }

        @Override
        public void close() throws IOException {
            target.close();
            for (Path folder : folders) {
                try (var files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        var target = shared(context).running();
        context.getStore(NAMESPACE).put(Bystanders.class, new Bystanders(target));
        context.getStore(NAMESPACE).put("log", target.service().log().length());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var target = target(context);
        bystanders(context).close();
        var log = target.service().log().substring(context.getStore(NAMESPACE).get("log", Integer.class));
        assertThat(target.service().process().isAlive())
                .as("the service is alive; it said: %s", log)
                .isTrue();
        bystanders(context).assertServed();
        assertThat(target.residentMebibytes()).as("resident memory").isLessThan(Target.CONTAINER_MEBIBYTES);
        assertThat(log.lines().filter(line -> line.contains(" ERROR "))).isEmpty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Target.class || type == Bystanders.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Target.class ? target(context) : bystanders(context);
    }

    private static Bystanders bystanders(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Bystanders.class, Bystanders.class);
    }

    private static Target target(ExtensionContext context) {
        return shared(context).target;
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Shared.class, type -> new Shared(), Shared.class);
    }
}
