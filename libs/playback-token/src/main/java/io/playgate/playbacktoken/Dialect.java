package io.playgate.playbacktoken;

/**
 * One wire format of playback token. Implementations are immutable and safe for concurrent use, do
 * no I/O, and answer every byte string with a verdict: nothing that stands in a request makes
 * {@link #verify} throw.
 */
public interface Dialect {

  /** The dialect's id, such as {@code edgeauth}. */
  String id();

  /**
   * Signs a grant and places the token.
   *
   * @param grant what the token shall say
   * @param url the absolute URL to place it on
   * @param key the signing key; its algorithm must be one of the dialect's
   * @param placement where the token goes
   * @throws UnsupportedGrantException if the dialect, carrier or key cannot express the grant
   */
  SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException;

  /**
   * Judges a request by its token: signature, times, path ACL, bindings. Revocation is not its
   * business.
   *
   * @param request as received
   * @param keys the keys that may have signed
   * @param now epoch seconds
   * @param placement where the token is expected
   */
  Verdict verify(PlaybackRequest request, KeyRing keys, long now, Placement placement);
}
