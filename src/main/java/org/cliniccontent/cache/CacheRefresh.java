package org.cliniccontent.cache;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.cache.ResponseCache.Entry;
import org.cliniccontent.cache.ResponseCache.Key;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.ReleaseSeen;

/**
 * Rebuilds the most requested responses after a release, so that few clients have to wait for them. It works
 * sequentially, and on a limited number; the rest is rebuilt on request.
 */
@ApplicationScoped
class CacheRefresh {

    private final ResponseCache cache;
    private final ReadResponder answers;
    private final CurrentRelease current;
    private final int hottest;

    /** The thread that rebuilds. It is shut down with the service, and a release at that time must not fail for it. */
    private final ExecutorService executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, "cache-refresh"),
            new ThreadPoolExecutor.DiscardPolicy());

    CacheRefresh(ResponseCache cache, ReadResponder answers, CurrentRelease current, CacheConfig config) {
        this.cache = cache;
        this.answers = answers;
        this.current = current;
        this.hottest = config.refreshed();
    }

    void onRelease(@Observes ReleaseSeen seen) {
        if (seen.otherHistory()) {
            cache.clear();
        } else {
            executor.execute(() -> refresh(seen.current()));
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        executor.shutdownNow();
    }

    private void refresh(long release) {
        int history = current.history();
        for (var hot : cache.hottest(hottest)) {
            if (current.number() != release || Thread.interrupted()) {
                return;
            }
            if (!hot.getKey().isPinned() && hot.getValue().release() < release) {
                try {
                    refresh(hot.getKey(), hot.getValue(), release, history);
                } catch (RuntimeException e) {
                    // The remaining ones would fail in the same way; they are rebuilt on request.
                    Log.logf(
                            DatabaseFailure.level(e),
                            "Answers are not made again after release %d: %s",
                            release,
                            DatabaseFailure.describe(e));
                    return;
                }
            }
        }
    }

    private void refresh(Key key, Entry old, long release, int history) {
        try {
            cache.put(key, answers.renderAgain(old, release));
            if (current.history() != history) {
                cache.remove(key);
            }
            cache.refreshed();
        } catch (ProblemException | MovedException e) {
            Log.debugf("%s is no longer there: %s", key.target(), e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseFailure.of(e).isPresent()) {
                throw e;
            }
            Log.warnf("%s could not be made again after release %d: %s", key.target(), release, e.getMessage());
        }
    }
}
