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
 * After a release makes again what was asked for most before it, so that few who ask for it have to wait. One after the
 * other, and no more than is worth it: the rest is made when somebody asks.
 */
@ApplicationScoped
class CacheRefresh {

    private final ResponseCache cache;
    private final ReadResponder answers;
    private final CurrentRelease current;
    private final int hottest;

    /** What is released while the service stops is for nobody, and must not fail for that. */
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
                    // The rest would fail in the same way: it is made when somebody asks.
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
            cache.put(key, answers.again(old, release));
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
