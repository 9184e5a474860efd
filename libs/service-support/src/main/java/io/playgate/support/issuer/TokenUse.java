package io.playgate.support.issuer;

/** What a token of auth-service is for; each use has signing keys of its own. */
public enum TokenUse {
  /** A viewer token: its scope is {@code playback} and nothing else. */
  VIEWER,
  /** An access token of a client. */
  CLIENT
}
