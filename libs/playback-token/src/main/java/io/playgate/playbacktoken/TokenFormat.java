package io.playgate.playbacktoken;

/**
 * A dialect that is bound to one placement: all that a delivery profile needs to write and read its
 * tokens. Immutable and safe for concurrent use; it does no I/O and answers every byte string with
 * a verdict: nothing that stands in a request makes it throw.
 */
public sealed interface TokenFormat permits SignedFormat, ReferenceFormat {

  /** Where its tokens stand. */
  Placement placement();

  /** Cuts the token out of the raw request and normalises what is left. Needs no key. */
  TokenCut cut(PlaybackRequest request);

  /**
   * Places a token that was signed for another URL, which it must cover ({@link
   * DialectDescription#scope}): that is not checked here.
   *
   * @param value the token's text, as {@link SignedToken#value()} has it
   * @param url the absolute URL to place it on; its own query stays before the token
   * @throws UnsupportedGrantException where the URL is not an absolute URL beneath the base path,
   *     has such a token already, or the carrier cannot hold the token
   */
  SignedToken place(String value, String url) throws UnsupportedGrantException;

  /**
   * Holds a genuine token against the request that presents it: times, path, bindings and what the
   * dialect asks besides (the country, say). Revocation is not its business.
   *
   * @param accepted the genuine token
   * @param token the same, as this request presents it
   * @param now epoch seconds
   * @param uses where uses are counted, by tokens that want that
   */
  default Verdict check(
      Authentication.Accepted accepted, PresentedToken token, long now, TokenUses uses) {
    return GrantChecks.check(accepted, token, placement(), now, uses);
  }
}
