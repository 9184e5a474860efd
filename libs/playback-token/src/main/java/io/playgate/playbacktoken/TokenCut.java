package io.playgate.playbacktoken;

/** What cutting the token out of a request gives. */
public sealed interface TokenCut permits PresentedToken, TokenCut.Refused {

  /**
   * There is no token, or the request is ambiguous.
   *
   * @param code why
   * @param detail the cause, for logs only; never contains the token
   */
  record Refused(DenyCode code, String detail) implements TokenCut {}
}
