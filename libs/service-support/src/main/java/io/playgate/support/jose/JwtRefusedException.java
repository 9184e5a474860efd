package io.playgate.support.jose;

import java.io.Serial;

/**
 * A JSON Web Token that does not hold. The message is for the log and quotes nothing of the token.
 * Carries no stack trace: a token that is refused is an ordinary outcome.
 */
public final class JwtRefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message what did not hold, such as the name of a claim
   */
  public JwtRefusedException(String message) {
    super(message, null, false, false);
  }

  /**
   * Checks a condition.
   *
   * @throws JwtRefusedException where it does not hold
   */
  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new JwtRefusedException(message);
    }
  }
}
