package org.cliniccontent.bench;

import java.util.concurrent.Flow;

/** A subscriber that takes lines as fast as they come, and reports those with data. */
final class LineCounter implements Flow.Subscriber<String> {

    private final Runnable told;

    LineCounter(Runnable told) {
        this.told = told;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.startsWith("data: ")) {
            told.run();
        }
    }

    @Override
    public void onError(Throwable failure) {
        // Whoever waits for the answer learns of it.
    }

    @Override
    public void onComplete() {
        // The same.
    }
}
