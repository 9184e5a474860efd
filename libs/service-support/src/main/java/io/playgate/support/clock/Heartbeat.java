package io.playgate.support.clock;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of work that repeats: when it last succeeded, and for how long the present run has
 * taken. A probe that asks tells work that fails, which may get well by itself, from work that
 * hangs, which only a restart ends.
 */
public final class Heartbeat {

  private final LongSupplier nanos;
  private volatile long succeededNanos;
  private volatile @Nullable Long startedNanos;

  /** A heartbeat that counts as successful now. */
  public Heartbeat() {
    this(System::nanoTime);
  }

  Heartbeat(LongSupplier nanos) {
    this.nanos = nanos;
    this.succeededNanos = nanos.getAsLong();
  }

  /**
   * Runs the work. Its failure is passed on, and is not a success.
   *
   * @param work runs on the caller's thread
   */
  public void run(Runnable work) {
    startedNanos = nanos.getAsLong();
    try {
      work.run();
      succeededNanos = nanos.getAsLong();
    } finally {
      startedNanos = null;
    }
  }

  /** How long ago the work last succeeded. */
  public Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - succeededNanos);
  }

  /** For how long the present run has taken; zero where none runs. */
  public Duration running() {
    Long started = startedNanos;
    return started == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - started);
  }
}
