package io.playgate.playbacktoken.uri;

/**
 * A path that two programs could read differently, so that what was checked might not be what is
 * served. It has no stack trace: refusing hostile paths must stay cheap.
 */
public final class AmbiguousPathException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is ambiguous; holds no part of the path
   */
  public AmbiguousPathException(String reason) {
    super(reason, null, false, false);
  }

  /** What is ambiguous; holds no part of the path. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
