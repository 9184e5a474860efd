package io.playgate.feedclient;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says when something that is tried again and again comes and goes, and not at every attempt: each
 * reason once until another one follows or the connection is back. Not for use by several threads.
 */
public final class ConnectionLog {
  private final String name;
  private final Consumer<String> info;
  private final Consumer<String> warning;
  private @Nullable String told;
  private boolean back = true;

  /**
   * @param name what comes and goes, as the log calls it: {@code Revocation feed}
   * @param info takes a line that it is there
   * @param warning takes a line that it is gone
   */
  public ConnectionLog(String name, Consumer<String> info, Consumer<String> warning) {
    this.name = name;
    this.info = info;
    this.warning = warning;
  }

  /** It is there; told the first time, and after it was told that it is gone. */
  public void connected() {
    if (back) {
      info.accept(name + " connected");
    }
    back = false;
    told = null;
  }

  /**
   * It is gone, and is tried again.
   *
   * @param reason what happened, in words for a log
   */
  public void lost(String reason) {
    back = true;
    if (!reason.equals(told)) {
      told = reason;
      warning.accept(name + " lost, retrying: " + reason);
    }
  }
}
