package io.playgate.playbacktoken;

import java.util.Set;

/**
 * One wire format of playback token. Implementations are immutable and safe for concurrent use, do
 * no I/O, and answer every byte string with a verdict: nothing that stands in a request makes
 * {@link #verify} or one of its three steps throw.
 */
public interface Dialect {

  /** The dialect's id, such as {@code edgeauth}. */
  String id();

  /** What it can express, and where it comes from. */
  DialectDescription description();

  /**
   * Which options of {@link Placement#options()} are secrets: who stores or shows options treats
   * them as keys.
   */
  default Set<String> secretOptions() {
    return Set.of();
  }

  /**
   * Signs a grant and places the token.
   *
   * @param grant what the token is to grant
   * @param url the absolute URL to place it on
   * @param key the signing key; its algorithm must be one of the dialect's
   * @param placement where the token goes
   * @throws UnsupportedGrantException if the dialect, carrier, URL or key cannot express the grant
   */
  SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException;

  /**
   * The first step of {@link #verify}: cuts the token out of the raw request and normalises what is
   * left. Needs no key.
   */
  default TokenCut cut(PlaybackRequest request, Placement placement) {
    return TokenCutter.cut(request, placement);
  }

  /**
   * The second step, and the expensive one: verifies the token's signature and reads it. The result
   * does not depend on the clock nor, unless {@link Authentication.Accepted#requestBound()}, on the
   * request, so that a caller may cache an accepted one per token text, key ring and placement.
   *
   * @param token as {@link #cut} gave it
   * @param keys the keys that may have signed
   */
  Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement);

  /**
   * Verifies a request's token: signature, times, path ACL, bindings. Revocation is up to the
   * caller.
   *
   * @param request as received
   * @param keys the keys that may have signed
   * @param now epoch seconds
   * @param placement where the token is expected
   */
  default Verdict verify(PlaybackRequest request, KeyRing keys, long now, Placement placement) {
    return switch (cut(request, placement)) {
      case TokenCut.Refused refused -> new Verdict.Deny(refused.code(), refused.detail());
      case PresentedToken token ->
          switch (authenticate(token, keys, placement)) {
            case Authentication.Rejected rejected ->
                new Verdict.Deny(rejected.code(), rejected.detail());
            case Authentication.Accepted accepted ->
                GrantChecks.check(accepted, token, placement, now);
          };
    };
  }
}
