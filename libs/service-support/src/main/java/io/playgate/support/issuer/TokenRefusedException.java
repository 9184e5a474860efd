package io.playgate.support.issuer;

import java.io.Serial;

/** A token that does not hold. The message is for the log and quotes nothing of the token. */
public class TokenRefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public TokenRefusedException(String message) {
    super(message, null, false, false);
  }
}
