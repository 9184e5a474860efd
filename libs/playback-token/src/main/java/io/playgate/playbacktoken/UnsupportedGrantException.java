package io.playgate.playbacktoken;

import io.playgate.playbacktoken.key.KeyCannotSignException;

/** A grant that a dialect cannot express, refused at signing instead of silently losing a field. */
public final class UnsupportedGrantException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable, such as {@code session-too-long}
   * @param message what cannot be expressed, and what the dialect could take instead
   */
  public UnsupportedGrantException(String code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * The key does not sign.
   *
   * @return with code {@code key-cannot-sign}
   */
  public static UnsupportedGrantException of(KeyCannotSignException cause) {
    UnsupportedGrantException refusal =
        new UnsupportedGrantException("key-cannot-sign", String.valueOf(cause.getMessage()));
    refusal.initCause(cause);
    return refusal;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
