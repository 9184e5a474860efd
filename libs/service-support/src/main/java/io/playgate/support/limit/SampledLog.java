package io.playgate.support.limit;

import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Logs what callers can cause as often as they like: the first, and then one line per interval with
 * the number left out.
 */
public final class SampledLog {

  private final Logger log;
  private final long intervalMillis;
  private final Clock clock;
  private long nextAt;
  private long leftOut;

  /** Makes a log that writes a warning per interval at most. */
  public SampledLog(Logger log, Duration interval, Clock clock) {
    this.log = log;
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
  }

  /**
   * Notes an occurrence.
   *
   * @param message what happened; must not hold secrets or what callers chose
   */
  public void warn(String message) {
    long since;
    synchronized (this) {
      long now = clock.millis();
      if (now < nextAt && nextAt - now <= intervalMillis) {
        leftOut++;
        return;
      }
      nextAt = now + intervalMillis;
      since = leftOut;
      leftOut = 0;
    }
    log.warnf("%s%s", message, since == 0 ? "" : " (and " + since + " times more since the last)");
  }
}
