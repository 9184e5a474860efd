package io.playgate.playbacktoken;

/** What one token covers. */
public enum Scope {
  /** The one URL that was signed: playlists need a token of its own for each child. */
  ONE_URL,
  /** Everything beneath one prefix. */
  SUBTREE,
  /** Several path patterns. */
  PATTERNS
}
