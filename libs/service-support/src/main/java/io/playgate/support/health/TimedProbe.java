package io.playgate.support.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Asks a dependency a question that may hang, for example because its process is stopped or its
 * node is gone. Whoever wants the answer waits only so long, and while one question hangs no second
 * one is asked.
 */
public final class TimedProbe {

  private static final Logger LOG = Logger.getLogger(TimedProbe.class);

  private final String name;
  private final Callable<Boolean> question;
  private final Duration patience;
  private CompletableFuture<Boolean> asked = CompletableFuture.completedFuture(false);

  /**
   * Makes the probe.
   *
   * @param name of the dependency, for the thread and the log
   * @param question true where it can do its job; may throw, may hang
   * @param patience the longest wait for the answer
   */
  public TimedProbe(String name, Callable<Boolean> question, Duration patience) {
    this.name = name;
    this.question = question;
    this.patience = patience;
  }

  /** Whether the dependency has just said that it can do its job. */
  public boolean isUp() {
    try {
      return Boolean.TRUE.equals(answer().get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      LOG.debugf(e, "%s does not answer", name);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized CompletableFuture<Boolean> answer() {
    if (asked.isDone()) {
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      asked = answer;
      // A platform thread: what hangs in JDBC may pin what carries virtual ones.
      try {
        Thread.ofPlatform().daemon().name("probe-" + name).start(() -> ask(answer));
      } catch (OutOfMemoryError e) {
        // No thread to be had: the next one asks again.
        answer.completeExceptionally(e);
      }
    }
    return asked;
  }

  private void ask(CompletableFuture<Boolean> answer) {
    try {
      answer.complete(question.call());
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }
}
