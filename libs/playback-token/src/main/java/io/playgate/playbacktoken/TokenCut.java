package io.playgate.playbacktoken;

/** What cutting the token out of a request gives. */
public sealed interface TokenCut permits PresentedToken, TokenCut.Refused {

  /**
   * There is no token to judge, or the request is ambiguous.
   *
   * @param code why
   * @param detail the private cause; holds no token
   */
  record Refused(DenyCode code, String detail) implements TokenCut {}
}
