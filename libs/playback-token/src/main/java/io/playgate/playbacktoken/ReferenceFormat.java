package io.playgate.playbacktoken;

import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.security.SecureRandom;

/**
 * A {@link ReferenceDialect}, bound to one placement. Whoever issues makes a token, registers its
 * grant under {@link OpaqueTokens#sha256Hex} and places it; whoever checks cuts it out, asks
 * whether it is worth a look-up ({@link #isWellFormed}, {@link #isMarked}), looks it up, and holds
 * the request against what was found ({@link #found}, {@link #check}).
 */
public non-sealed interface ReferenceFormat extends TokenFormat {

  /**
   * The text of a new token that a key of the profile marks.
   *
   * @param key of algorithm {@link OpaqueTokens#MARK_ALGORITHM}
   * @throws UnsupportedGrantException with code {@code key-cannot-sign} for any other key
   */
  String newToken(SecureRandom random, SigningKey key) throws UnsupportedGrantException;

  /**
   * Places a token that stands for a grant.
   *
   * @param token as {@link #newToken} made it
   * @param grant what it is registered for; it must name paths
   * @param url the absolute URL to place it on
   * @throws UnsupportedGrantException where no checker would read the grant, or the URL or carrier
   *     cannot hold the token
   */
  SignedToken issue(String token, PlaybackGrant grant, String url) throws UnsupportedGrantException;

  /** Whether a text could be a token, so that it is worth a look-up. */
  boolean isWellFormed(String token);

  /** Whether one of these keys marked the token, in a time that does not tell where it differs. */
  boolean isMarked(String token, KeyRing keys);

  /** The token that a look-up found to stand for that grant. */
  static Authentication found(String token, PlaybackGrant grant) {
    return Authentication.of(grant, TokenIdentity.ofSecret(token));
  }
}
