package org.cliniccontent.database;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Runs a {@link DatabaseJob} only while the service is running. */
@DatabaseJob
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class DatabaseJobInterceptor {

    private final DatabaseJobs jobs;

    DatabaseJobInterceptor(DatabaseJobs jobs) {
        this.jobs = jobs;
    }

    @AroundInvoke
    Object run(InvocationContext job) throws Exception {
        if (!jobs.begin()) {
            return null;
        }
        try {
            return job.proceed();
        } finally {
            jobs.end();
        }
    }
}
