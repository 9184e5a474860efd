package io.playgate.connector.testing;

/** Ends the thread that it is thrown in: whoever catches it and says so fails once more. */
public final class FatalError extends Error {
  private static final long serialVersionUID = 1;

  @Override
  public String getMessage() {
    throw new IllegalStateException("fatal, as it should be");
  }
}
