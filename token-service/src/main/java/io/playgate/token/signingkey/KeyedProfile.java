package io.playgate.token.signingkey;

/** A delivery profile, as far as its keys need to know it. */
public interface KeyedProfile {

  /** Its id. */
  String id();

  /** The dialect, which it keeps for life. */
  String dialect();

  /** The longest lifetime that tokens of the active key may have been given, in seconds. */
  int longestLifetimeSeconds();

  /**
   * Called when another key becomes active: no token under it is older than the lifetime of now.
   */
  void restartLongestLifetime();
}
