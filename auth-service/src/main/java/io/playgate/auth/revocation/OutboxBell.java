package io.playgate.auth.revocation;

import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the delivery as soon as a transaction with new rows has committed. */
@Singleton
class OutboxBell {

  private final Semaphore rung = new Semaphore(0);

  /** Rings once the present transaction has committed, once however often this is asked for. */
  void ringAfterCommit(TransactionSynchronizationRegistry transaction) {
    if (transaction.getResource(this) != null) {
      return;
    }
    transaction.putResource(this, true);
    transaction.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // Only what is committed is delivered.
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              ring();
            }
          }
        });
  }

  /** Rings now. */
  void ring() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits until the bell rings, or for that long. */
  void await(Duration atMost) throws InterruptedException {
    if (rung.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      rung.drainPermits();
    }
  }
}
