package io.playgate.playbacktoken.key;

import org.jspecify.annotations.Nullable;

/** A JSON Web Key that cannot be used; the message says why, and holds no key material. */
public final class InvalidJwkException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the cause, where there is one. */
  public InvalidJwkException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
