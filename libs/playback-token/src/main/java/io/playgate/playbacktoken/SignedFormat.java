package io.playgate.playbacktoken;

import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.Optional;

/** A {@link SignedDialect}, bound to one placement. */
public non-sealed interface SignedFormat extends TokenFormat {

  /**
   * Signs a grant and places the token.
   *
   * @param grant what the token is to grant
   * @param url the absolute URL to place it on
   * @param key the signing key; its algorithm must be one of the dialect's
   * @throws UnsupportedGrantException if the dialect, carrier, URL or key cannot express the grant
   */
  SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException;

  /**
   * Says whether a token is genuine and reads it: the expensive step. Neither the clock nor, unless
   * {@link Authentication.Accepted#requestBound()}, the request takes part, so that a caller may
   * cache an accepted answer per token text, key ring and format.
   *
   * @param token as {@link #cut} gave it
   * @param keys the keys that may have signed
   */
  Authentication authenticate(PresentedToken token, KeyRing keys);

  /**
   * Judges a request by its token: signature, times, path ACL, bindings. Revocation is not its
   * business. A token that wants its uses counted is refused.
   *
   * @param request as received
   * @param keys the keys that may have signed
   * @param now epoch seconds
   */
  default Verdict verify(PlaybackRequest request, KeyRing keys, long now) {
    return verify(request, keys, now, TokenUses.NONE);
  }

  /** The same, where uses are counted. */
  default Verdict verify(PlaybackRequest request, KeyRing keys, long now, TokenUses uses) {
    return switch (cut(request)) {
      case TokenCut.Refused refused -> new Verdict.Deny(refused.code(), refused.detail());
      case PresentedToken token ->
          switch (authenticate(token, keys)) {
            case Authentication.Rejected rejected ->
                new Verdict.Deny(rejected.code(), rejected.detail());
            case Authentication.Accepted accepted -> check(accepted, token, now, uses);
          };
    };
  }

  /**
   * The successor of a token that has just been accepted, for dialects whose tokens may ask the
   * edge for one at each use, so that a short-lived token lasts as long as it is used. The edge
   * sends it with the response, if that is a success or a redirection.
   *
   * @param allow what {@link #verify} said of the request
   * @param key the key that signs the successor
   * @param now the time of the verification, in epoch seconds
   * @return empty where the token asks for none, or the key cannot sign one
   */
  default Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, long now) {
    return Optional.empty();
  }
}
