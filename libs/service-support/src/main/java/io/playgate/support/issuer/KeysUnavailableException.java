package io.playgate.support.issuer;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The issuer's keys are not known, as it did not answer yet. */
public class KeysUnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public KeysUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
