package org.cliniccontent.testing;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the running service on a real PostgreSQL, started once for all classes with this annotation. The database
 * is checked after each class.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@ExtendWith(HistoryExtension.class)
@Tag(ServiceTest.TAG)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ServiceTest {

    /** Leaves these tests out where only plain ones are wanted, as by mutation testing. */
    String TAG = "service";
}
