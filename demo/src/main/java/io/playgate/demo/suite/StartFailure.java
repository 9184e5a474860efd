package io.playgate.demo.suite;

/** Why the suite did not start, in words for the one who started it. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong, and what to do about it. */
  public StartFailure(String message) {
    super(message);
  }

  /** What went wrong, what to do about it, and what led to it. */
  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
