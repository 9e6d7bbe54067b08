package org.cliniccontent.configuration;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** The Javadoc of the mappings, converted to Markdown. */
final class Meanings {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private final Map<String, String> texts = new HashMap<>();

    private Meanings() {}

    static Meanings read(List<? extends Class<?>> mappings) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var meanings = new Meanings();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var sources = mappings.stream()
                    .map(type -> SOURCES.resolve(type.getName().replace('.', '/') + ".java"))
                    .filter(Files::exists)
                    .toArray(Path[]::new);
            var task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(sources));
            var docs = DocTrees.instance(task);
            for (var unit : task.parse()) {
                meanings.new Reader(docs, unit.getPackageName().toString()).scan(unit, null);
            }
        }
        return meanings;
    }

    /** Returns the text of a type; empty if there is none. */
    String of(Class<?> type) {
        return texts.getOrDefault(type.getName(), "");
    }

    /** Returns the text of a member, where it is first declared. */
    String of(Method member) {
        var own = texts.getOrDefault(member.getDeclaringClass().getName() + '.' + member.getName(), "");
        return own.isEmpty()
                ? List.of(member.getDeclaringClass().getInterfaces()).stream()
                        .map(parent -> texts.getOrDefault(parent.getName() + '.' + member.getName(), ""))
                        .collect(Collectors.joining())
                : own;
    }

    private final class Reader extends TreePathScanner<Void, Void> {

        private final DocTrees docs;
        private String place;

        Reader(DocTrees docs, String place) {
            this.docs = docs;
            this.place = place;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            var outer = place;
            boolean isNested = getCurrentPath().getParentPath().getLeaf().getKind() != Tree.Kind.COMPILATION_UNIT;
            place = outer + (isNested ? '$' : '.') + type.getSimpleName();
            keep(place);
            super.visitClass(type, nothing);
            place = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            keep(place + '.' + method.getName());
            return null;
        }

        private void keep(String name) {
            var comment = docs.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                texts.put(name, text(comment));
            }
        }
    }

    private static String text(DocCommentTree comment) {
        return comment.getFullBody().stream()
                .map(Meanings::text)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String text(DocTree part) {
        return switch (part.getKind()) {
            case CODE, LITERAL -> '`' + ((LiteralTree) part).getBody().getBody().strip() + '`';
            case LINK ->
                '`'
                        + StringUtil.skewer(
                                ((LinkTree) part).getReference().getSignature().replaceFirst("^.*#", ""))
                        + '`';
            default -> part.toString();
        };
    }
}
