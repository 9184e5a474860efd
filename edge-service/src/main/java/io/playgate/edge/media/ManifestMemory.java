package io.playgate.edge.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that all manifests together may take while they are rewritten. */
@Singleton
class ManifestMemory {

  private final long max;
  private final AtomicLong taken = new AtomicLong();

  ManifestMemory(ManifestConfig config, MeterRegistry registry) {
    this.max = config.maxMemory();
    Gauge.builder("playgate.edge.manifest.memory", taken, AtomicLong::get)
        .description("Memory set aside for manifests that are being rewritten")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Sets bytes aside; false where there are not so many. */
  boolean take(long bytes) {
    long before;
    do {
      before = taken.get();
      if (before + bytes > max) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + bytes));
    return true;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
