package io.playgate.token.session;

import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Makes session ids: 36 digits of Crockford's base 32 in lower case. The first 10 are the epoch
 * millisecond, so that ids sort by time; the other 26 are 130 random bits.
 */
final class SessionId {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 26;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{20,64}");

  private final SecureRandom random = new SecureRandom();

  String next(long nowMillis) {
    StringBuilder id = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
    for (int shift = 5 * (TIME_DIGITS - 1); shift >= 0; shift -= 5) {
      id.append(ALPHABET.charAt((int) (nowMillis >>> shift) & 31));
    }
    byte[] bits = new byte[RANDOM_DIGITS];
    random.nextBytes(bits);
    for (byte b : bits) {
      id.append(ALPHABET.charAt(b & 31));
    }
    return id.toString();
  }

  /**
   * Refuses a text that no session id can be.
   *
   * @throws ProblemException {@link TokenError#UNKNOWN_SESSION}
   */
  static void requireWellFormed(String text) {
    if (!FORM.matcher(text).matches()) {
      throw unknown();
    }
  }

  /** What is answered for an id that is no live session of this viewer and sign-in. */
  static ProblemException unknown() {
    return new ProblemException(
        TokenError.UNKNOWN_SESSION, "It has ended, or is not this viewer's and sign-in's.");
  }
}
