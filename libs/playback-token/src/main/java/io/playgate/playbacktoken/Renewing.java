package io.playgate.playbacktoken;

import java.util.Optional;

/**
 * A dialect whose tokens may ask the edge for a successor at each use, so that a short-lived token
 * lasts as long as it is used. Whether one is asked for, and how it travels, stands in the token.
 */
public interface Renewing extends Dialect {

  /**
   * The successor of a token that has just been accepted. The edge sends it with the response, if
   * that is a success or a redirection.
   *
   * @param allow what {@link Dialect#verify} said of the request
   * @param key the key that signs the successor
   * @param placement where tokens are expected
   * @param now the time of the verification, in epoch seconds
   * @return empty where the token asks for none, or the key cannot sign one
   */
  Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, Placement placement, long now);
}
